/** One policy, played to its end by the real engine: all processes, a database of its own, and the day's people. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type BatchAccepted, type BatchReport, ExportLine } from '@rollcall/contracts';
import { migrate } from '@rollcall/database/migrate';
import { type PacedClock, pacedClock } from '@rollcall/platform';
import type { LedgerEntry } from '@rollcall/simulator';
import pg from 'pg';
import { request } from 'undici';
import { IntakeClient } from '../demo/intake-client.js';
import { createPractice, putSlots, sampleReview } from '../demo/practice.js';
import { SimulatorClient } from '../demo/simulator-client.js';
import { treeMb } from '../memory.js';
import type { EmbeddedPostgres } from '../postgres.js';
import { type System, startSystem } from '../system.js';
import type { SimulatedDay } from './day.js';
import { type Look, Metronome } from './metronome.js';
import type { SimulateOptions } from './options.js';
import type { NamedPolicy } from './policies.js';
import { backlogOf, standingOf } from './standing.js';

/** Everything that is known when the day is over. */
export interface Played {
  policy: NamedPolicy;
  report: BatchReport;
  events: LedgerLine[];
  /** What the providers were asked, and what became of it. */
  provider: LedgerEntry[];
  /** Begun minutes of each call that was answered. */
  callMinutes: number[];
  /** How far behind the machine was, many times a second. */
  looks: readonly Look[];
  realSeconds: number;
  /** The most that all processes and the database had at once. */
  memoryMb: number;
}
export type LedgerLine = Extract<ExportLine, { kind: 'event' }>;

/** How far a day is, for whoever waits. */
export interface Progress {
  now: Date;
  know: number;
  patients: number;
  messages: number;
}
export interface PlayOptions extends Pick<SimulateOptions, 'speed' | 'callsPerSecond'> {
  /** For logs and keys. */
  dir: string;
  postgres: EmbeddedPostgres;
  signal: AbortSignal;
  onProgress(progress: Progress): void;
  /** The processes did not start; they are started again. */
  onTrouble(because: string): void;
}

const lookEveryMs = 1000;
const measureEveryMs = 5000;
/** Two looks in a row: what the first one saw may have caused something. */
const quietLooks = 2;
/** After the last visit of the day nobody is told anything. */
const dayHours = 11;
const mostStarts = 3;
/** Until the day begins the clock runs towards it; whoever starts within this, real milliseconds, is there in time. */
const eveningMs = 300_000;

/** Throws when the processes do not start or the day does not end. Nothing is left running. */
export async function playPolicy(policy: NamedPolicy, day: SimulatedDay, options: PlayOptions): Promise<Played> {
  for (let start = 1; start <= mostStarts; start++) {
    const played = await playOnce(policy, day, options);
    if (played) return played;
  }
  throw new Error('this machine is too busy: the processes did not start');
}

/** Null when somebody was not ready in time. */
async function playOnce(policy: NamedPolicy, day: SimulatedDay, options: PlayOptions): Promise<Played | null> {
  const databaseUrl = await freshDatabase(options.postgres);
  const evening = { speed: options.speed, epoch: Date.now() + eveningMs, start: day.start.getTime() };
  let system: System | undefined;
  try {
    system = await startSystem({
      dir: options.dir,
      clock: evening,
      simulator: { seed: day.seed },
      databaseUrl,
      env: { CALLS_PER_SECOND: String(options.callsPerSecond), LOG_LEVEL: 'warn' },
    }).catch((error: Error) => {
      options.onTrouble(error.message);
      return undefined;
    });
    options.signal.throwIfAborted();
    if (!system) return null;
    const clock = pacedClock(evening);
    const simulator = new SimulatorClient(system.urls.simulator);
    const client = await settledIn(policy, day, system, simulator);
    return await onStage(policy, day, { ...options, system, databaseUrl, simulator, client, clock });
  } finally {
    await system?.stop();
  }
}

async function freshDatabase(postgres: EmbeddedPostgres): Promise<string> {
  const name = `day_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${name}`);
  } finally {
    await admin.end();
  }
  const url = postgres.url(name);
  await migrate(url);
  return url;
}

/** The practice as it is the evening before: its policy, its free times; and the people, at home. */
async function settledIn(
  { policy }: NamedPolicy,
  day: SimulatedDay,
  system: System,
  simulator: SimulatorClient,
): Promise<IntakeClient> {
  await simulator.setCast(day.cast);
  const admin = new IntakeClient(system.urls.intake, system.adminToken);
  const { client } = await createPractice(admin, day.practice, 'what-if');
  await client.put('/v1/policy', policy);
  await sampleReview(client);
  await putSlots(client, day.slots);
  return client;
}

async function onStage(policy: NamedPolicy, day: SimulatedDay, stage: Stage): Promise<Played> {
  const { client, simulator, system, clock } = stage;
  const metronome = new Metronome(system, clock);
  await metronome.begin(day.start);
  const began = performance.now();
  const accepted = await client.post<BatchAccepted>('/v1/batches', day.batch, 'the-day');
  const memoryMb = await untilOver(policy, accepted.notices, day, metronome, stage);
  const realSeconds = (performance.now() - began) / 1000;
  return {
    policy,
    realSeconds,
    memoryMb,
    looks: metronome.looks,
    report: await client.get<BatchReport>(`/v1/batches/${accepted.id}/report`),
    events: await ledgerOf(client, accepted.id),
    provider: await simulator.ledger<LedgerEntry>(),
    callMinutes: await callMinutes(system),
  };
}

interface Stage extends PlayOptions {
  system: System;
  databaseUrl: string;
  simulator: SimulatorClient;
  client: IntakeClient;
  clock: PacedClock;
}

/**
 * Until everybody knows or is with a person, nothing is on its way and nobody is about to answer; or the day itself is over.
 * Gives the most memory that was seen.
 */
async function untilOver(
  { policy }: NamedPolicy,
  patients: number,
  { start }: SimulatedDay,
  metronome: Metronome,
  { databaseUrl, postgres, simulator, system, clock, signal, onProgress }: Stage,
): Promise<number> {
  const [db, beside] = [1, 2].map(() => new pg.Client({ connectionString: databaseUrl })) as [pg.Client, pg.Client];
  await Promise.all([db.connect(), beside.connect()]);
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const keeping = metronome.keep((now) => backlogOf(beside, now), simulator, until);
  const played = (async (): Promise<number> => {
    let memoryMb = 0;
    let measured = Number.NEGATIVE_INFINITY;
    for (let quiet = 0; quiet < quietLooks; ) {
      await pause(lookEveryMs, undefined, { signal: until });
      if (performance.now() - measured > measureEveryMs) {
        measured = performance.now();
        memoryMb = Math.max(memoryMb, system.memoryMb() + treeMb(postgres.pid));
      }
      const { know, messages, isStill } = await standingOf(db, policy.ladder.sameDay.length);
      const now = clock.now();
      onProgress({ now, know, messages, patients });
      if (now.getTime() - start.getTime() > dayHours * 3_600_000) break;
      quiet = isStill && (await simulator.idle()) ? quiet + 1 : 0;
    }
    return memoryMb;
  })();
  try {
    // A day without its metronome would go on at any pace.
    return await Promise.race([played, keeping.then(() => played)]);
  } finally {
    over.abort();
    await Promise.allSettled([played, keeping]);
    await Promise.all([db.end(), beside.end()]);
  }
}

async function ledgerOf(client: IntakeClient, batchId: string): Promise<LedgerLine[]> {
  const answer = await request(`${client.base}/v1/batches/${batchId}/export`, {
    headers: { authorization: `Bearer ${client.token}` },
    bodyTimeout: 0,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`the export answered ${answer.statusCode}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ExportLine.parse(JSON.parse(line)))
    .filter((line) => line.kind === 'event');
}

/** As the account's list of calls shows them: what was answered is paid for by the begun minute. */
async function callMinutes({ urls, secrets }: System): Promise<number[]> {
  const authorization = `Basic ${Buffer.from(`${secrets.twilioSid}:${secrets.twilioToken}`).toString('base64')}`;
  const minutes: number[] = [];
  let next: string | null = `/2010-04-01/Accounts/${secrets.twilioSid}/Calls.json?PageSize=1000`;
  while (next !== null) {
    const answer = await request(`${urls.simulator}${next}`, { headers: { authorization } });
    if (answer.statusCode !== 200) throw new Error(`the list of calls answered ${answer.statusCode}`);
    const page = (await answer.body.json()) as { calls: Call[]; next_page_uri: string | null };
    for (const call of page.calls)
      if (call.status === 'completed') minutes.push(Math.max(1, Math.ceil(Number(call.duration ?? 0) / 60)));
    next = page.next_page_uri;
  }
  return minutes;
}
interface Call {
  status: string;
  duration: string | null;
}
