/** One policy, played to its end by the real engine: all processes, a database of its own, and the day's people. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type BatchAccepted, type BatchReport, ExportLine } from '@rollcall/contracts';
import { migrate } from '@rollcall/database';
import { urgentLadderStart } from '@rollcall/domain';
import { type Clock, scaledClock } from '@rollcall/platform';
import type { LedgerEntry } from '@rollcall/simulator';
import pg from 'pg';
import { request } from 'undici';
import { IntakeClient } from '../demo/intake-client.js';
import { createPractice, putSlots, sampleReview } from '../demo/practice.js';
import { SimulatorClient } from '../demo/simulator-client.js';
import type { EmbeddedPostgres } from '../postgres.js';
import { type System, startSystem } from '../system.js';
import type { SimulatedDay } from './day.js';
import type { SimulateOptions } from './options.js';
import type { NamedPolicy } from './policies.js';

/** Everything that is known when the day is over. */
export interface Played {
  policy: NamedPolicy;
  report: BatchReport;
  events: LedgerLine[];
  /** What the providers were asked, and what became of it. */
  provider: LedgerEntry[];
  /** Begun minutes of each call that was answered. */
  callMinutes: number[];
  realSeconds: number;
  /** Real milliseconds until all processes were ready. */
  startedInMs: number;
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
  /** All processes are thought to be up within this. Real milliseconds. */
  startWithinMs: number;
  signal: AbortSignal;
  onProgress(progress: Progress): void;
  /** The processes did not start; they are started again. */
  onTrouble(because: string): void;
}

const lookEveryMs = 1000;
/** Two looks in a row: what the first one saw may have caused something. */
const quietLooks = 2;
/** After the last visit of the day nobody is told anything. */
const dayHours = 11;
/** A clock that has begun cannot be set back: what was not up in time is started again, with twice the time. */
const mostStarts = 5;

/** Throws when the processes do not start in time or the day does not end. Nothing is left running. */
export async function playPolicy(policy: NamedPolicy, day: SimulatedDay, options: PlayOptions): Promise<Played> {
  let withinMs = options.startWithinMs;
  for (let start = 1; start <= mostStarts; start++) {
    const played = await playOnce(policy, day, { ...options, startWithinMs: withinMs });
    if (played) return played;
    withinMs *= 2;
  }
  throw new Error('this machine is too busy: the processes were not up when the day began');
}

/** Null when the day had begun before everybody was ready, or somebody never was. */
async function playOnce(policy: NamedPolicy, day: SimulatedDay, options: PlayOptions): Promise<Played | null> {
  const databaseUrl = await freshDatabase(options.postgres);
  const began = Date.now();
  const timing = { speed: options.speed, epoch: began + options.startWithinMs, start: day.start.getTime() };
  let system: System | undefined;
  try {
    system = await startSystem({
      dir: options.dir,
      clock: timing,
      simulator: { seed: day.seed },
      databaseUrl,
      env: { CALLS_PER_SECOND: String(options.callsPerSecond), LOG_LEVEL: 'warn' },
    }).catch((error: Error) => {
      options.onTrouble(error.message);
      return undefined;
    });
    options.signal.throwIfAborted();
    if (!system) return null;
    const clock = scaledClock(timing);
    const simulator = new SimulatorClient(system.urls.simulator);
    const client = await settledIn(policy, day, system, simulator);
    const early = day.start.getTime() - clock.now().getTime();
    if (early < 0) return null;
    const startedInMs = Date.now() - began;
    await pause(clock.toReal(early), undefined, { signal: options.signal });
    return {
      ...(await onStage(policy, day, { ...options, system, databaseUrl, simulator, client, clock })),
      startedInMs,
    };
  } finally {
    await system?.stop();
  }
}

/** Migrated before the clock is set, so that starting takes no longer than it must. */
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

async function onStage(policy: NamedPolicy, day: SimulatedDay, stage: Stage): Promise<Omit<Played, 'startedInMs'>> {
  const { client, simulator, system } = stage;
  const began = performance.now();
  const accepted = await client.post<BatchAccepted>('/v1/batches', day.batch, 'the-day');
  await untilOver(policy, accepted.notices, day, stage);
  const realSeconds = (performance.now() - began) / 1000;
  return {
    policy,
    realSeconds,
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
  clock: Clock;
}

/**
 * Over: whoever does not know has no step left and is with a person, nothing is on its way, and nobody is about to answer;
 * or the day itself is over.
 */
async function untilOver(
  { policy }: NamedPolicy,
  patients: number,
  { start }: SimulatedDay,
  { databaseUrl, simulator, clock, signal, onProgress }: Stage,
): Promise<void> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const ladderEnds = urgentLadderStart + policy.ladder.sameDay.length;
  try {
    for (let quiet = 0; quiet < quietLooks; ) {
      await pause(lookEveryMs, undefined, { signal });
      const { rows } = await db.query(
        `select (select count(*) from outreach o where state = 'active' and (step < $1 or not exists
                   (select 1 from task t where t.outreach_id = o.id and t.kind = 'reach' and t.state <> 'resolved')))::int climbing,
                (select count(*) from attempt where state in ('queued', 'sending', 'in_doubt'))::int under_way,
                (select count(*) from inbox where processed_at is null)::int unread,
                (select count(*) from notice where state <> 'open')::int know,
                (select count(*) from attempt where state = 'accepted')::int messages`,
        [ladderEnds],
      );
      const { climbing, under_way, unread, know, messages } = rows[0];
      const now = clock.now();
      onProgress({ now, know, messages, patients });
      if (now.getTime() - start.getTime() > dayHours * 3_600_000) return;
      const isStill = climbing + under_way + unread === 0 && (await simulator.idle());
      quiet = isStill ? quiet + 1 : 0;
    }
  } finally {
    await db.end();
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
