/** Two practices with a day each, down to attempts, offers, bookings and deliveries: rows to break the rules with. */
import type { PracticeInput } from '@rollcall/contracts';
import { newId } from '@rollcall/platform';
import { insertBatch } from '../src/batch-intake.js';
import { emitCallbacks } from '../src/callback-events.js';
import { type Database, openDatabase } from '../src/connect.js';
import { createPractice } from '../src/practices.js';
import { upsertSlots } from '../src/slots.js';
import { freshDatabase, testKeys } from '../src/testing.js';
import { createEndpoint } from '../src/webhook-endpoints.js';

export const now = new Date('2026-11-24T11:45:00Z');

/** Ids of a practice's rows, by table. */
export type Day = Record<
  | 'practice'
  | 'batch'
  | 'outreach'
  | 'notice'
  | 'contact_point'
  | 'attempt'
  | 'offer'
  | 'slot'
  | 'task'
  | 'reservation'
  | 'patient',
  string
>;
export interface Scene {
  database: Database;
  ours: Day;
  theirs: Day;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, poolSize: 4, encryptionKeys: testKeys, applicationName: 'scene' });
  return {
    database,
    ours: await openDay(database),
    theirs: await openDay(database),
    close: async () => {
      await database.close();
      await fresh.drop();
    },
  };
}

const newYork: PracticeInput = {
  name: 'Riverside',
  spokenName: 'Riverside',
  timeZone: 'America/New_York',
  country: 'US',
  language: 'en',
  callbackNumber: '+1 555 010 0100',
};

async function openDay(database: Database): Promise<Day> {
  const { pool, sealer } = database;
  const day = Object.fromEntries(
    ['practice', 'batch', 'outreach', 'notice', 'attempt', 'offer', 'task', 'reservation'].map((t) => [t, newId()]),
  ) as unknown as Day;
  await createPractice(database, day.practice, newYork, now);
  const person = { given: 'Ana', family: 'Reyes' };
  const contact = { system: 'phone', use: 'mobile', rank: 1, address: '+12025550143', consent: 'given' };
  await database.transaction((tx) =>
    insertBatch(
      tx,
      {
        id: day.batch,
        practiceId: day.practice,
        reason: 'weather',
        note: null,
        policyVersion: 1,
        rejected: 0,
        forecast: {
          reachableInTime: 1,
          withoutContactPoint: 0,
          toOperatorsFirst: 0,
          firstDeadlineAt: null,
          firstTouchDoneAt: null,
        },
        patients: [{ externalId: 'P-1', name: person, birthDate: null, deceased: false, doNotContact: false }],
        outreaches: [
          {
            id: day.outreach,
            party: {
              kind: 'patient',
              key: 'P-1',
              name: person,
              language: null,
              timeZone: null,
              contacts: [{ ...contact, allowed: true, hasExtension: false }],
            },
            notices: [
              {
                id: day.notice,
                appointmentId: newId(),
                externalId: 'A-1',
                patientExternalId: 'P-1',
                start: new Date('2026-11-24T20:00:00Z'),
                end: new Date('2026-11-24T20:30:00Z'),
                timeZone: 'America/New_York',
                practitioner: { externalId: 'DR-1', name: 'Dr. Okafor' },
                locationExternalId: 'MAIN',
                visitType: 'follow-up',
                priority: 'routine',
                modality: 'in-person',
                deadlineAt: new Date('2026-11-24T19:00:00Z'),
              },
            ],
            deadlineAt: new Date('2026-11-24T19:00:00Z'),
            timeZones: ['America/New_York'],
          },
        ],
      },
      { now, sealer, newId },
    ),
  );
  const idOf = async (table: string): Promise<string> =>
    (await pool.query(`select id from ${table} where practice_id = $1`, [day.practice])).rows[0].id;
  day.contact_point = await idOf('contact_point');
  day.patient = await idOf('patient');
  const slot = { externalId: 'S-1', resource: 'DR-1', start: '2026-11-25T15:00:00Z', end: '2026-11-25T15:30:00Z' };
  await upsertSlots(
    database,
    day.practice,
    [{ ...slot, visitTypes: [], provides: [], modality: 'in-person', status: 'free' }],
    now,
    newId,
  );
  day.slot = await idOf('slot');
  await pool.query(
    `insert into attempt (id, practice_id, outreach_id, contact_point_id, address_index, channel, purpose, step, attempt_no, state,
       generation, fence, send_by, reached, planned_at, queued_at)
     values ($1, $2, $3, $4, $5, 'sms', 'tell', 0, 1, 'queued', 1, 0, $6, 0, $6, $6)`,
    [day.attempt, day.practice, day.outreach, day.contact_point, sealer.blindIndex('+12025550143'), now],
  );
  await pool.query(
    `insert into task (id, practice_id, batch_id, outreach_id, notice_ids, kind, reason, state, due_at, opened_at)
     values ($1, $2, $3, $4, array[$5::uuid], 'reach', 'ladder_spent', 'open', $6, $6)`,
    [day.task, day.practice, day.batch, day.outreach, day.notice, now],
  );
  await pool.query(
    `insert into offer (id, practice_id, outreach_id, notice_id, channel, via, state, requested_at, expires_at)
     values ($1, $2, $3, $4, 'sms', 'message', 'open', $5, $6)`,
    [day.offer, day.practice, day.outreach, day.notice, now, new Date(now.getTime() + 1_800_000)],
  );
  await pool.query(
    `insert into reservation (id, practice_id, slot_id, resource, during, offer_id, notice_id, patient_id, choice, state, hold_expires_at)
     values ($1, $2, $3, 'DR-1', tstzrange('2026-11-25T15:00:00Z', '2026-11-25T15:30:00Z'), $4, $5, $6, 1, 'held', $7)`,
    [day.reservation, day.practice, day.slot, day.offer, day.notice, day.patient, new Date(now.getTime() + 1_800_000)],
  );
  await createEndpoint(
    database.pool,
    database.sealer,
    day.practice,
    newId(),
    { url: 'https://pms.example.org', events: ['batch.accepted'] },
    now,
  );
  const accepted = { type: 'batch.accepted', practiceId: day.practice, orderKey: day.batch, data: {} } as const;
  await database.transaction((tx) => emitCallbacks(tx, [accepted], { now, newId }));
  return day;
}
