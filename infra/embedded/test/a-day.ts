/** A cancelled day played by real processes, and everything that can be held against each other afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BatchAccepted,
  type BatchReport,
  defaultPolicy,
  type LedgerEvent,
  type OutreachView,
  reportSums,
} from '@rollcall/contracts';
import { freshDatabase } from '@rollcall/database/testing';
import { firstHash, verifyChain } from '@rollcall/domain';
import { generateDay } from '@rollcall/simulator';
import pg from 'pg';
import { IntakeClient } from '../src/demo/intake-client.js';
import { type Agreement, compareLedgers } from '../src/demo/ledgers.js';
import { readOutreaches } from '../src/demo/outreaches.js';
import { createPractice, putSlots, subscribe } from '../src/demo/practice.js';
import { type CallbackCounts, startReceiver } from '../src/demo/receiver.js';
import { isSettled } from '../src/demo/settled.js';
import { SimulatorClient } from '../src/demo/simulator-client.js';
import { type System, startSystem } from '../src/system.js';
import { until } from './until.js';

export interface DayOptions {
  patients: number;
  seed: number;
  speed: number;
  redisUrl?: string;
  faults?: Record<string, number>;
  /** How long an offer is kept open; the day is over when the last one has run out. Default: the policy's own. */
  holdMinutes?: number;
  /** What happens in the middle: somebody kills something. */
  inTheMiddle?: (system: System) => Promise<void>;
}
export interface DayPlayed {
  report: BatchReport;
  outreaches: OutreachView[];
  agreement: Agreement;
  callbacks: CallbackCounts;
  /** Outreaches whose chain of hashes does not hold. */
  brokenChains: string[];
  /** Provider requests for attempts planned to tell, that came later than an answer plus one lease. */
  toldAfterAnswer: string[];
  /** Two live reservations of one resource that overlap, or one slot booked twice. */
  doubleBookings: number;
  sums: boolean;
}

const start = new Date('2026-11-24T06:45:00-05:00');
/** Shorter than in life, so that a killed worker's attempt is found within the test. Real milliseconds. */
const impatient = {
  LEASE_MS: '3000',
  PROVIDER_TIMEOUT_MS: '2000',
  RECONCILE_MS: '500',
  REPUBLISH_AFTER_MS: '2500',
  DOUBT_MS: '1500',
};
const leaseMs = 3000;

export async function playDay(options: DayOptions): Promise<DayPlayed> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-day-'));
  const database = await freshDatabase();
  const receiver = await startReceiver();
  // The day begins when everybody is up; until then the clock runs towards it.
  const startWithinMs = 7000;
  let system: System | undefined;
  try {
    system = await startSystem({
      dir,
      clock: { speed: options.speed, epoch: Date.now() + startWithinMs, start: start.getTime() },
      simulator: { seed: options.seed, ...(options.faults ? { faults: options.faults } : {}) },
      databaseUrl: database.url,
      ...(options.redisUrl ? { redisUrl: options.redisUrl } : {}),
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
    const { client } = await createPractice(
      new IntakeClient(system.urls.intake, system.adminToken),
      day.practice,
      'test',
    );
    receiver.trust(await subscribe(client, receiver.url));
    await putSlots(client, day.slots);
    if (options.holdMinutes !== undefined)
      await client.put('/v1/policy', {
        ...defaultPolicy,
        reschedule: { ...defaultPolicy.reschedule, holdMinutes: options.holdMinutes },
      });
    const accepted = await client.post<BatchAccepted>('/v1/batches', day.batch, 'the-day');
    await options.inTheMiddle?.(system);
    return await judge(accepted.id, client, simulator, receiver.counts, database.url, options.speed);
  } finally {
    await system?.stop();
    await receiver.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function judge(
  batchId: string,
  client: IntakeClient,
  simulator: SimulatorClient,
  callbacks: CallbackCounts,
  databaseUrl: string,
  speed: number,
): Promise<DayPlayed> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const read = async (sql: string): Promise<pg.QueryResultRow[]> => (await db.query(sql)).rows;
  try {
    let report = await client.get<BatchReport>(`/v1/batches/${batchId}/report`);
    let quiet = 0;
    await until(async () => {
      report = await client.get<BatchReport>(`/v1/batches/${batchId}/report`);
      const [offers] = await read(`select count(*)::int n from offer where state in ('requested','open','chosen')`);
      const [facts] = await read(`select count(*)::int n from inbox where processed_at is null`);
      const still =
        facts?.n === 0 && isSettled({ report, openOffers: offers?.n, simulatorIdle: await simulator.idle() });
      quiet = still ? quiet + 1 : 0;
      return quiet > 10;
    }, 150_000);
    const before = await simulator.ledger();
    const outreaches = await readOutreaches(
      client,
      report.notices.map((n) => n.outreachId),
    );
    const agreement = compareLedgers(
      outreaches.flatMap((o) => o.attempts),
      { before, after: await simulator.ledger() },
    );
    await until(
      async () => (await read(`select 1 from delivery where state = 'pending' limit 1`)).length === 0,
      15_000,
    ).catch(() => {});
    return {
      report,
      outreaches,
      agreement,
      callbacks,
      brokenChains: await brokenChains(read),
      toldAfterAnswer: (
        await read(
          `select a.id from attempt a join notice n on n.outreach_id = a.outreach_id and n.state in ('informed','rebooked','declined')
           where a.purpose = 'tell' and a.sent_at > n.evidence_at + make_interval(secs => ${(leaseMs / 1000) * speed})`,
        )
      ).map((r) => r.id),
      doubleBookings: (
        await read(
          `select 1 from reservation a join reservation b on a.id < b.id and a.practice_id = b.practice_id and a.resource = b.resource and a.during && b.during
           where a.state in ('held','booked') and b.state in ('held','booked')`,
        )
      ).length,
      sums: reportSums(report),
    };
  } finally {
    await db.end();
  }
}

async function brokenChains(read: (sql: string) => Promise<pg.QueryResultRow[]>): Promise<string[]> {
  const events = await read(
    `select outreach_id, seq, at, body, encode(hash, 'hex') hash from event order by outreach_id, seq`,
  );
  const heads = await read(`select id, seq, encode(head, 'hex') head from outreach`);
  const byOutreach = group(events);
  return heads
    .filter(({ id, seq, head }) => {
      const own = byOutreach.get(id) ?? [];
      const entries = own.map((e) => ({ seq: e.seq, at: e.at, event: e.body as LedgerEvent, hash: e.hash }));
      const last = entries.at(-1);
      return verifyChain(id, entries) !== null || last?.seq !== seq || (last?.hash ?? firstHash(id)) !== head;
    })
    .map((h) => h.id);
}

function group(rows: pg.QueryResultRow[]): Map<string, pg.QueryResultRow[]> {
  const grouped = new Map<string, pg.QueryResultRow[]>();
  for (const r of rows) grouped.set(r.outreach_id, [...(grouped.get(r.outreach_id) ?? []), r]);
  return grouped;
}
