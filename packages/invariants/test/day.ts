/**
 * A small day in a real database, written by the engine's own functions and come to rest: one patient has a new time, one
 * was lost in doubt, one was put off by the provider, and all but the first wait for a person.
 */
import type { AttemptJob, Outcome } from '@rollcall/contracts';
import {
  bookChosen,
  busy,
  claimAttempts,
  clearOutbox,
  createEndpoint,
  createPractice,
  type Database,
  type Decided,
  freeSlots,
  holdSlots,
  insertBatch,
  keepAnswer,
  loadSnapshots,
  lockDue,
  lockOutreaches,
  markWorked,
  openDatabase,
  recordOutcomes,
  settleFacts,
  storeFacts,
  takeFacts,
  takeOutbox,
  writeDecisions,
} from '@rollcall/database';
import { freshDatabase, testKeys } from '@rollcall/database/testing';
import { applyFact, decideNext, type Happening, Turn } from '@rollcall/domain';
import { newId } from '@rollcall/platform';
import type { Evidence, ProviderRequest } from '../src/index.js';
import { batchId, type Name, names, newBatch, practiceId } from './batch.js';

const minute = 60_000;
export const leaseMs = 30_000;
const begin = new Date('2026-11-24T11:45:00Z');

/** Ids by name: a patient's outreach, notice, first attempt. */
export interface Patient {
  outreach: string;
  notice: string;
  attempt: string;
}
export interface Day {
  database: Database;
  ana: Patient;
  ben: Patient;
  cleo: Patient;
  now: Date;
  /** Everything a check may ask for. */
  evidence: Required<Omit<Evidence, 'query' | 'changed'>>;
  close(): Promise<void>;
}

export async function playSmallDay(): Promise<Day> {
  const fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, poolSize: 3, encryptionKeys: testKeys, applicationName: 'day' });
  const day = new Player(database);
  await day.takeOver();
  await day.plan();
  day.later(1);
  await day.send({ ana: 'accepted', ben: 'lost', cleo: 'throttled' });
  day.later(2);
  await day.send({ cleo: 'accepted' });
  await day.apply('ben', (a) => ({ kind: 'in-doubt-expired', attemptId: a, found: false }));
  await day.confirm();
  await day.rebook();
  // Long after the last deadline: everybody else is a person's.
  day.later(600);
  await day.plan();
  return {
    database,
    ...(await day.patients()),
    now: day.now,
    evidence: await day.evidence(),
    close: async () => {
      await database.close();
      await fresh.drop();
    },
  };
}

class Player {
  now = begin;
  readonly #outreach = Object.fromEntries(names.map((n) => [n, newId()])) as Record<Name, string>;
  readonly #notice = Object.fromEntries(names.map((n) => [n, newId()])) as Record<Name, string>;
  readonly #provider: ProviderRequest[] = [];

  constructor(readonly database: Database) {}

  later(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * minute);
  }
  get #context() {
    return { now: this.now, sealer: this.database.sealer, newId };
  }

  async takeOver(): Promise<void> {
    const { database, now } = this;
    const practice = {
      name: 'Main',
      spokenName: 'Main',
      timeZone: 'America/New_York',
      country: 'US',
      language: 'en',
    } as const;
    await createPractice(database, practiceId, { ...practice, callbackNumber: '+1 555 010 0100' }, now);
    await createEndpoint(
      database.pool,
      database.sealer,
      practiceId,
      newId(),
      { url: 'https://pms.example.org', events: ['notice.informed', 'notice.rebooked'] },
      now,
    );
    await database.transaction(async (tx) => {
      await insertBatch(tx, newBatch(this.#outreach, this.#notice), this.#context);
      const kept = { requestHash: Buffer.alloc(32), status: 202, response: { id: batchId } };
      await keepAnswer(tx, practiceId, 'the-day', kept, now);
    });
    await database.pool.query(
      `insert into slot (id, practice_id, external_id, resource, start_at, end_at, visit_types, modality, status, updated_at)
       values ($1, $2, 'S-1', 'dr-hale', '2026-11-25T15:00:00Z', '2026-11-25T15:30:00Z', '{}', 'in-person', 'free', $3)`,
      [newId(), practiceId, now],
    );
  }

  async plan(): Promise<void> {
    for (let n = 1; n > 0; )
      n = await this.database.transaction(async (tx) => {
        const ids = await lockDue(tx, this.now, 100);
        const loaded = await loadSnapshots(tx, ids, this.now);
        const decided = [...loaded.values()].map((one) => ({
          loaded: one,
          turn: decideNext(one.snapshot, this.now, newId),
        }));
        return writeDecisions(tx, decided, this.#context);
      });
  }

  /** Claims what is due; `lost`: the worker dies with its request sent, and the lease runs out. */
  async send(fate: Partial<Record<Name, 'accepted' | 'throttled' | 'lost'>>): Promise<void> {
    const { database, now } = this;
    const jobs = await database.transaction(async (tx) => {
      const rows = await takeOutbox(
        tx,
        now,
        new Map([
          ['sms', 100],
          ['voice', 100],
        ]),
      );
      await clearOutbox(
        tx,
        rows.map((r) => r.id),
      );
      return rows.filter((r) => r.wanted).map((r) => r.job);
    });
    const claims = await claimAttempts(database, jobs as AttemptJob[], now, leaseMs);
    for (const claim of claims) {
      if (!claim || claim === busy) continue;
      const name = await this.#nameOf(claim.attemptId);
      const what = fate[name];
      const request = { rid: claim.attemptId, at: now.toISOString() };
      this.#provider.push({ ...request, verdict: what === 'throttled' ? 'refused' : 'accepted' });
      if (what === 'lost') await this.apply(name, (attemptId) => ({ kind: 'lease-lost', attemptId }));
      else {
        const outcome: Outcome =
          what === 'throttled'
            ? { kind: 'throttled', code: '20429', retryAfterMs: 1000 }
            : { kind: 'accepted', ref: `SM${claim.attemptId}` };
        await recordOutcomes(database, [{ ...claim, outcome }], now);
        await this.#settleInbox();
        const fact = { kind: 'attempt.outcome', fence: claim.fence, outcome } as const;
        await this.apply(name, (attemptId) => ({ ...fact, attemptId: attemptId as never }));
      }
    }
  }

  /** The test binds its facts by hand; the inbox is what is kept of them. */
  async #settleInbox(): Promise<void> {
    const { database, now } = this;
    await database.transaction(async (tx) => {
      const stored = await takeFacts(tx, database.sealer, now, 100);
      await settleFacts(
        tx,
        stored.map((s) => ({ id: s.id, result: 'applied' })),
        now,
      );
    });
  }

  async apply(name: Name, happening: (attemptId: string) => Happening): Promise<void> {
    const attemptId = await this.#attemptOf(name);
    await this.database.transaction(async (tx) => {
      await lockOutreaches(tx, [this.#outreach[name]]);
      const loaded = (await loadSnapshots(tx, [this.#outreach[name]], this.now)).get(this.#outreach[name]);
      if (!loaded) throw new Error('no such outreach');
      const decided: Decided = { loaded, turn: new Turn(loaded.snapshot, this.now, newId) };
      applyFact(decided.turn, happening(attemptId), { newId, retryAt: () => this.now });
      await writeDecisions(tx, [decided], this.#context);
    });
  }

  async confirm(): Promise<void> {
    const attemptId = await this.#attemptOf('ana');
    await this.database.transaction((tx) =>
      storeFacts(
        tx,
        this.database.sealer,
        [{ source: 'page', kind: 'page.key', dedupeKey: `page.key ${attemptId} 1 `, attemptId, payload: {} }],
        this.now,
      ),
    );
    await this.#settleInbox();
    await this.apply('ana', (a) => ({
      kind: 'key',
      attemptId: a as never,
      channel: 'sms',
      key: '2',
      via: 'page',
      offerId: null,
    }));
  }

  async rebook(): Promise<void> {
    const { database, now } = this;
    const offer = (await database.pool.query(`select id, notice_id from offer where state = 'requested'`)).rows[0];
    const patient = (await database.pool.query(`select patient_id from notice where id = $1`, [offer.notice_id]))
      .rows[0];
    await database.transaction(async (tx) => {
      const [slot] = await freeSlots(tx, practiceId, now, new Date(now.getTime() + 3 * 86_400_000), 1);
      if (!slot) throw new Error('no slot');
      const hold = { id: newId(), practiceId, slot, offerId: offer.id, noticeId: offer.notice_id, choice: 1 };
      const expiresAt = new Date(now.getTime() + 30 * minute);
      await holdSlots(tx, [{ ...hold, patientId: patient.patient_id, expiresAt }]);
      await markWorked(tx, [{ offerId: offer.id, expiresAt }], now);
    });
    await this.apply('ana', () => ({ kind: 'offer', offerId: offer.id, result: 'made' }));
    await this.apply('ana', (a) => ({
      kind: 'key',
      attemptId: a as never,
      channel: 'sms',
      key: '1',
      via: 'page',
      offerId: offer.id,
    }));
    await database.transaction(async (tx) => {
      await bookChosen(tx, { offerId: offer.id, practiceId }, now);
      await markWorked(tx, [{ offerId: offer.id }], now);
    });
    await this.apply('ana', () => ({ kind: 'offer', offerId: offer.id, result: 'booked' }));
    await database.pool.query(
      `update delivery set state = 'delivered', next_attempt_at = null, delivered_at = $1, tries = 1`,
      [now],
    );
  }

  async #attemptOf(name: Name): Promise<string> {
    const { rows } = await this.database.pool.query(
      `select id from attempt where outreach_id = $1 order by planned_at, id limit 1`,
      [this.#outreach[name]],
    );
    return rows[0]?.id;
  }
  async #nameOf(attemptId: string): Promise<Name> {
    for (const n of names) if ((await this.#attemptOf(n)) === attemptId) return n;
    throw new Error('an attempt of nobody');
  }

  async patients(): Promise<Record<Name, Patient>> {
    const entries = names.map(async (n) => [
      n,
      { outreach: this.#outreach[n], notice: this.#notice[n], attempt: await this.#attemptOf(n) },
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }

  async evidence(): Promise<Day['evidence']> {
    const events = (
      await this.database.pool.query(`select e.id, e.type from callback_event e join delivery d on d.event_id = e.id`)
    ).rows;
    return {
      now: this.now,
      leaseMs,
      settled: true,
      provider: this.#provider,
      promised: [{ idempotencyKey: 'the-day', batchId, bodyHash: 'one', externalIds: names.map((n) => `A-${n}`) }],
      received: events.map((e) => ({ webhookId: e.id, type: e.type, valid: true, at: this.now })),
      answered: [
        {
          source: 'page',
          dedupeKey: `page.key ${await this.#attemptOf('ana')} 1 `,
          confirms: await this.#attemptOf('ana'),
        },
      ],
      replays: [
        { order: 'as it came', stateHash: 'a' },
        { order: 'backwards', stateHash: 'a' },
      ],
      written: { canaries: ['Ana Canary', '+12125550101'], texts: [{ where: 'a log', text: '{"outreachId":"…"}' }] },
      exits: [{ process: 'sms', graceMs: 10_000, tookMs: 300 }],
      modules: [
        { module: 'planner', version: 1, from: begin, to: this.now },
        { module: 'planner', version: 2, from: this.now, to: this.now },
      ],
    };
  }
}
