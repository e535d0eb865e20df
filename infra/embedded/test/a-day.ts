/** A cancelled day played by real processes, and everything that can be held against each other afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BatchAccepted,
  type BatchReport,
  defaultPolicy,
  type OutreachView,
  reportSums,
} from '@rollcall/contracts';
import { freshDatabase } from '@rollcall/database/testing';
import { type Checked, checkInvariants } from '@rollcall/invariants';
import { scaledClock } from '@rollcall/platform';
import { generateDay, type OutageSet } from '@rollcall/simulator';
import { readLines, type Verdict, verify } from '@rollcall/verify';
import pg from 'pg';
import { IntakeClient } from '../src/demo/intake-client.js';
import { readOutreaches } from '../src/demo/outreaches.js';
import { ownCalendar } from '../src/demo/own-calendar.js';
import { createPractice, putSlots, sampleReview, subscribe } from '../src/demo/practice.js';
import { type CallbackCounts, startReceiver } from '../src/demo/receiver.js';
import { isSettled } from '../src/demo/settled.js';
import { SimulatorClient } from '../src/demo/simulator-client.js';
import { auditorCries, canariesOf, logsIn, promisedBy, stopServices } from '../src/evidence.js';
import { type System, startSystem } from '../src/system.js';
import { hurriedPolicy } from './hurried.js';
import { until } from './until.js';

export interface DayOptions {
  patients: number;
  seed: number;
  speed: number;
  redisUrl?: string;
  faults?: Record<string, number>;
  /** What is out of order when the day begins. */
  outages?: OutageSet;
  /**
   * The same steps with a third of the waits, and offers kept open for a quarter of an hour: where the ladder's own pace is
   * not what is played. Default: the policy as it is.
   */
  hurried?: boolean;
  /** The practice's own calendar has the last word on every slot. */
  ownCalendar?: boolean;
  /** The checkout whose built services begin the day. Default: this one. */
  buildRoot?: string;
  /** What happens in the middle: somebody kills something. */
  inTheMiddle?: (system: System) => Promise<void>;
}
export interface DayPlayed {
  seed: number;
  report: BatchReport;
  outreaches: OutreachView[];
  callbacks: CallbackCounts;
  /** What the invariants say to it. */
  checked: Checked;
  /** Violations the running auditor found. */
  cries: string[];
  sums: boolean;
  /** The exported ledger against the report, and every decision made again from its record. */
  ledger: Verdict;
}

const start = new Date('2026-11-24T06:45:00-05:00');
/** Shorter than in life, so that a killed worker's attempt is found within the test. Real milliseconds. */
const impatient = {
  LEASE_MS: '3000',
  PROVIDER_TIMEOUT_MS: '2000',
  RECONCILE_MS: '500',
  REPUBLISH_AFTER_MS: '2500',
  DOUBT_MS: '1500',
  AUDIT_MS: '1000',
  SILENCE_MS: '3000',
};
const leaseMs = 3000;

export async function playDay(options: DayOptions): Promise<DayPlayed> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-day-'));
  const database = await freshDatabase();
  const receiver = await startReceiver();
  // The day begins when everybody is up; until then the clock runs towards it.
  const startWithinMs = 7000;
  let system: System | undefined;
  const clock = { speed: options.speed, epoch: Date.now() + startWithinMs, start: start.getTime() };
  try {
    system = await startSystem({
      dir,
      clock,
      simulator: { seed: options.seed, ...(options.faults ? { faults: options.faults } : {}) },
      databaseUrl: database.url,
      ...(options.redisUrl ? { redisUrl: options.redisUrl } : {}),
      ...(options.buildRoot ? { buildRoot: options.buildRoot } : {}),
      callbackAllow: receiver.target,
      onDeath: () => {},
      env: impatient,
    });
    const day = generateDay({
      patients: options.patients,
      seed: options.seed,
      now: start,
      timeZone: 'America/New_York',
    });
    const simulator = new SimulatorClient(system.urls.simulator);
    await simulator.setCast(day.cast);
    if (options.outages) await simulator.setOutages(options.outages);
    const { client } = await createPractice(
      new IntakeClient(system.urls.intake, system.adminToken),
      day.practice,
      'test',
    );
    receiver.trust(await subscribe(client, receiver.url));
    await sampleReview(client);
    await putSlots(client, day.slots);
    await client.put('/v1/policy', {
      ...(options.hurried ? hurriedPolicy : defaultPolicy),
      ...(options.ownCalendar ? { bookings: { confirmedBy: 'practice', withinMinutes: 15 } } : {}),
    });
    if (options.ownCalendar) receiver.onEvent(ownCalendar(client));
    const accepted = await client.post<BatchAccepted>('/v1/batches', day.batch, 'the-day');
    await options.inTheMiddle?.(system);
    const db = new pg.Client({ connectionString: database.url });
    await db.connect();
    try {
      const read = async (sql: string, values: unknown[] = []) => (await db.query(sql, values)).rows;
      const { report, outreaches } = await settle(accepted.id, client, simulator, read);
      const now = scaledClock(clock).now();
      const provider = await simulator.ledger();
      const ledger = await proven(client, report);
      const exits = await stopServices(system);
      const checked = await checkInvariants({
        query: read,
        now,
        leaseMs: leaseMs * options.speed,
        settled: true,
        provider,
        promised: [promisedBy(accepted, day.batch, 'the-day')],
        received: receiver.received,
        written: { canaries: canariesOf(day.batch), texts: logsIn(dir) },
        exits,
      });
      return {
        seed: options.seed,
        report,
        outreaches,
        callbacks: receiver.counts,
        checked,
        cries: auditorCries(dir),
        sums: reportSums(report),
        ledger,
      };
    } finally {
      await db.end();
    }
  } finally {
    await system?.stop();
    await receiver.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What a practice can do at home with the export of its day. */
async function proven(client: IntakeClient, report: BatchReport): Promise<Verdict> {
  const answer = await fetch(`${client.base}/v1/batches/${report.batchId}/export?with=decisions`, {
    headers: { authorization: `Bearer ${client.token}` },
  });
  return verify(readLines((await answer.text()).split('\n')), { report, replay: true });
}

type Read = (sql: string) => Promise<pg.QueryResultRow[]>;

/** Waits until everybody is accounted for and nothing is on its way, and reads what the practice would read. */
async function settle(
  batchId: string,
  client: IntakeClient,
  simulator: SimulatorClient,
  read: Read,
): Promise<Pick<DayPlayed, 'report' | 'outreaches'>> {
  let report = await client.get<BatchReport>(`/v1/batches/${batchId}/report`);
  let quiet = 0;
  await until(async () => {
    report = await client.get<BatchReport>(`/v1/batches/${batchId}/report`);
    const [offers] = await read(
      `select count(*)::int n from offer where state in ('requested','open','chosen') or (state = 'asked' and worked_at is null)`,
    );
    const [facts] = await read(`select count(*)::int n from inbox where processed_at is null`);
    const still = facts?.n === 0 && isSettled({ report, openOffers: offers?.n, simulatorIdle: await simulator.idle() });
    quiet = still ? quiet + 1 : 0;
    return quiet > 10;
  }, 150_000);
  const outreaches = await readOutreaches(
    client,
    report.notices.map((n) => n.outreachId),
  );
  await until(
    async () => (await read(`select 1 from delivery where state = 'pending' limit 1`)).length === 0,
    15_000,
  ).catch(() => {});
  return { report, outreaches };
}
