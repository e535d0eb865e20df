/** A practice on the morning of a cancelled day, in a database of its own: patients, facts, and a clock that stands still. */

import { expect } from '@jest/globals';
import { defaultPolicy, type Outcome, type Policy } from '@rollcall/contracts';
import {
  busy,
  type Claim,
  claimAttempts,
  createPractice,
  type Database,
  exportBatch,
  insertBatch,
  loadConversations,
  type NewContact,
  openDatabase,
  recordOutcomes,
  storeFacts,
} from '@rollcall/database';
import { freshDatabase, testKeys } from '@rollcall/database/testing';
import { renderSms } from '@rollcall/messages';
import { createLogger, manualClock, newId } from '@rollcall/platform';
import { verify } from '@rollcall/verify';
import type pg from 'pg';
import { applyFacts, type EngineContext, planDue, relay } from '../src/index.js';

export const morning = new Date('2026-11-24T06:45:00-05:00');

export interface PatientSketch {
  name: string;
  phone?: string;
  /** Comes after the mailbox. */
  otherPhone?: string;
  email?: string;
  whatsapp?: string;
  /** A guardian, who is told of the visits of these. */
  children?: string[];
  /** Default: 11:00 of the day. */
  deadlineAt?: Date;
}
export interface World {
  database: Database;
  context: EngineContext;
  clock: ReturnType<typeof manualClock>;
  practiceId: string;
  /** Errors that were logged; a test that expects none checks it. */
  errors: string[];
  patients(...sketches: PatientSketch[]): Promise<string[]>;
  plan(): Promise<number>;
  apply(): Promise<number>;
  /** Publishes what is due and returns the jobs. */
  jobs(): Promise<{ attemptId: string; channel: string; generation: number }[]>;
  /** Claims for 30 s; null where nothing is to be sent, or somebody else is at it. */
  claim(jobs: { attemptId: string; generation: number }[]): Promise<(Claim | null)[]>;
  /** Claims and "sends" everything published, with one outcome for all. */
  send(outcome?: (attemptId: string) => Outcome): Promise<string[]>;
  text(from: string, body: string): Promise<void>;
  /** A fact comes in and is applied; `store` leaves it waiting. */
  fact(kind: string, attemptId: string | null, payload: object): Promise<void>;
  store(kind: string, attemptId: string | null, payload: object): Promise<void>;
  rows(sql: string, ...values: unknown[]): Promise<pg.QueryResultRow[]>;
  /** Every decision of the world, made again from its record: the first that comes out differently, in words. */
  decidedOtherwise(): Promise<string[]>;
  /** Purpose and wording of what is planned or was sent, but for the telling ones. */
  turns(): Promise<[string, string | null][]>;
  /** The text that was planned last, as it goes out. */
  lastText(): Promise<string>;
  /** Closes, after a test in which nothing may have failed unseen: no error was logged, and the ledger decides the same again. */
  endWell(): Promise<void>;
  close(): Promise<void>;
}

const firstStart = new Date('2026-11-24T12:00:00-05:00').getTime();
const halfHour = 30 * 60_000;

const contact = (system: string, address: string, rank: number): NewContact => ({
  system,
  address,
  rank,
  use: null,
  consent: 'given',
  allowed: true,
  hasExtension: false,
});

export async function createWorld(policy: Partial<Policy> = {}): Promise<World> {
  const fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, poolSize: 6, encryptionKeys: testKeys, applicationName: 'test' });
  const clock = manualClock(morning);
  const errors: string[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'error',
    destination: { write: (line: string) => void errors.push(line) },
  });
  const context: EngineContext = { database, clock, newId };
  const practiceId = newId();
  await createPractice(
    database,
    practiceId,
    {
      name: 'Main Street Clinic',
      spokenName: 'Main Street Clinic',
      timeZone: 'America/New_York',
      country: 'US',
      language: 'en',
      callbackNumber: '+1 555 010 0100',
    },
    morning,
  );
  await database.pool.query(`insert into policy (practice_id, version, body, created_at) values ($1, 2, $2, $3)`, [
    practiceId,
    JSON.stringify({ ...defaultPolicy, ...policy }),
    morning,
  ]);
  let sequence = 0;
  const published: { attemptId: string; channel: string; generation: number }[] = [];
  const world: World = {
    database,
    context,
    clock,
    practiceId,
    errors,
    patients: async (...sketches) => {
      const noon = new Date('2026-11-24T11:00:00-05:00');
      const outreaches = sketches.map(({ deadlineAt = noon, ...s }) => ({
        id: newId(),
        party: {
          kind: s.children ? ('guardian' as const) : ('patient' as const),
          key: s.name,
          name: { given: s.name, family: 'Test' },
          language: 'en',
          timeZone: null,
          contacts: [
            ...(s.phone ? [contact('phone', s.phone, 1)] : []),
            ...(s.email ? [contact('email', s.email, 2)] : []),
            ...(s.otherPhone ? [contact('phone', s.otherPhone, 3)] : []),
            ...(s.whatsapp ? [contact('whatsapp', s.whatsapp, 3)] : []),
          ],
        },
        deadlineAt,
        timeZones: ['America/New_York'],
        notices: (s.children ?? [s.name]).map((patient, n) => ({
          id: newId(),
          appointmentId: newId(),
          externalId: `A-${patient}`,
          patientExternalId: patient,
          start: new Date(firstStart + n * halfHour),
          end: new Date(firstStart + (n + 1) * halfHour),
          timeZone: 'America/New_York',
          practitioner: { externalId: 'dr-hale', name: 'Dr Hale' },
          locationExternalId: 'main',
          visitType: 'follow-up',
          priority: 'routine' as const,
          modality: 'in-person' as const,
          deadlineAt,
        })),
      }));
      await database.transaction((tx) =>
        insertBatch(
          tx,
          {
            id: newId(),
            practiceId,
            reason: 'practitioner-emergency',
            note: null,
            policyVersion: 2,
            rejected: 0,
            forecast: {
              reachableInTime: 0,
              withoutContactPoint: 0,
              toOperatorsFirst: 0,
              firstDeadlineAt: null,
              firstTouchDoneAt: null,
            },
            patients: sketches.flatMap((s) =>
              (s.children ?? [s.name]).map((given) => ({
                externalId: given,
                name: { given, family: 'Test' },
                birthDate: null,
                deceased: false,
                doNotContact: false,
              })),
            ),
            outreaches,
          },
          { now: clock.now(), sealer: database.sealer, newId },
        ),
      );
      return outreaches.map((o) => o.id);
    },
    plan: () => planDue(context),
    apply: async () => {
      let total = 0;
      for (let n = await applyFacts(context, logger); n > 0; n = await applyFacts(context, logger)) total += n;
      return total;
    },
    jobs: async () => {
      const batch: typeof published = [];
      await relay(context, {
        publish: async (topic, jobs) =>
          void batch.push(...jobs.map((j) => ({ attemptId: j.attemptId, channel: topic, generation: j.generation }))),
        depth: async () => 0,
        close: async () => {},
      })();
      published.push(...batch);
      return batch;
    },
    claim: async (jobs) => {
      const asked = jobs.map((j) => ({ v: 1 as const, attemptId: j.attemptId as never, generation: j.generation }));
      const claims = await claimAttempts(database, asked, clock.now(), 30_000);
      return claims.map((c) => (c === busy ? null : c));
    },
    send: async (outcome = (id) => ({ kind: 'accepted', ref: `SM-${id}` })) => {
      const jobs = await world.jobs();
      const claims = await world.claim(jobs);
      const granted = claims.flatMap((c) => (c ? [c] : []));
      await recordOutcomes(
        database,
        granted.map((c) => ({ ...c, outcome: outcome(c.attemptId) })),
        clock.now(),
      );
      await world.apply();
      return granted.map((c) => c.attemptId);
    },
    text: async (from, body) => {
      sequence += 1;
      await world.fact('twilio.message.inbound', null, {
        From: from,
        To: '+15005550006',
        Body: body,
        MessageSid: `SM-in-${sequence}`,
      });
    },
    fact: async (kind, attemptId, payload) => {
      await world.store(kind, attemptId, payload);
      await world.apply();
    },
    store: async (kind, attemptId, payload) => {
      sequence += 1;
      const source = kind.startsWith('worker') ? 'worker' : kind.startsWith('page') ? 'page' : 'twilio';
      await storeFacts(
        database.pool,
        database.sealer,
        [{ source, kind, dedupeKey: `fact-${sequence}`, attemptId, payload }],
        clock.now(),
      );
    },
    rows: async (sql, ...values) => (await database.pool.query(sql, values)).rows,
    decidedOtherwise: async () => {
      const { rows } = await database.pool.query(`select id from batch order by id`);
      const found: string[] = [];
      for (const { id } of rows) {
        const lines = await exportBatch(database, practiceId, id, clock.now(), { decisions: true });
        const { breaks, replayed } = await verify(lines ?? [], { replay: true });
        found.push(...breaks.map((b) => `${b.outreachId} ${b.seq}: ${b.why}`));
        if (breaks.length === 0 && replayed?.unrecorded !== 0) found.push('an event has no recorded decision');
      }
      return found;
    },
    turns: async () =>
      (
        await world.rows(
          `select purpose, wording from attempt where purpose <> 'tell' and state <> 'superseded' order by planned_no`,
        )
      ).map((r) => [r.purpose, r.wording]),
    lastText: async () => {
      const [row] = await world.rows(`select id from attempt where channel = 'sms' order by planned_no desc limit 1`);
      const conversation = (await loadConversations(database, [row?.id])).get(row?.id);
      if (!conversation) throw new Error('there is no text');
      return renderSms(conversation).text;
    },
    endWell: async () => {
      expect([errors, await world.decidedOtherwise()]).toEqual([[], []]);
      await world.close();
    },
    close: async () => {
      await database.close();
      await fresh.drop();
    },
  };
  return world;
}
