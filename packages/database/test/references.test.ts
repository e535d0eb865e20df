/** What a row refers to is looked up for every row: it must be found at once, also in a database without statistics. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@rollcall/platform';
import { insertBatch, type NewOutreach } from '../src/batch-intake.js';
import { type Database, openDatabase, type Tx } from '../src/connect.js';
import { createPractice } from '../src/practices.js';
import { freshDatabase, testKeys } from '../src/testing.js';

const now = new Date('2026-11-24T11:45:00Z');
const practiceId = newId();
let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  // One connection: it keeps the plans that it made when the tables were empty.
  database = openDatabase({ url: fresh.url, poolSize: 1, encryptionKeys: testKeys, applicationName: 'references' });
  const newYork = { name: 'Riverside', spokenName: 'Riverside', timeZone: 'America/New_York', country: 'US' as const };
  await createPractice(database, practiceId, { ...newYork, language: 'en', callbackNumber: '+1 555 010 0100' }, now);
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const name = { given: 'Ana', family: 'Reyes' };
const outreach = (n: number): NewOutreach => {
  const contact = { system: 'email', use: null, rank: 1, address: `ana${n}@example.org`, consent: 'given' };
  return {
    id: newId(),
    party: {
      kind: 'patient',
      key: `P-${n}`,
      name,
      language: null,
      timeZone: null,
      contacts: [{ ...contact, allowed: true, hasExtension: false }],
    },
    notices: [
      {
        id: newId(),
        appointmentId: newId(),
        externalId: `A-${n}`,
        patientExternalId: `P-${n}`,
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
  };
};
function insert(tx: Tx, from: number, to: number): Promise<void> {
  const outreaches = Array.from({ length: to - from }, (_, n) => outreach(from + n));
  const batch = { id: newId(), practiceId, reason: 'weather', note: null, policyVersion: 1, rejected: 0 };
  const forecast = { reachableInTime: 0, withoutContactPoint: 0, toOperatorsFirst: 0 };
  const patients = outreaches.map((o) => ({ externalId: o.party.key, name, birthDate: null }));
  return insertBatch(
    tx,
    {
      ...batch,
      forecast: { ...forecast, firstDeadlineAt: null, firstTouchDoneAt: null },
      patients: patients.map((p) => ({ ...p, deceased: false, doNotContact: false })),
      outreaches,
    },
    { now, sealer: database.sealer, newId },
  );
}

test('of 2,000 new rows each reads what it refers to, and not all of its practice', async () => {
  await database.transaction((tx) => insert(tx, 0, 10));
  const read = await database.transaction(async (tx) => {
    await insert(tx, 10, 2010);
    const { rows } = await tx.query(
      `select indexrelid::regclass::text index, pg_stat_get_xact_tuples_returned(indexrelid)::int n
       from pg_index where indrelid = any('{practice,policy,batch,patient,party,contact_point,outreach,appointment}'::regclass[])`,
    );
    return rows as { index: string; n: number }[];
  });
  expect(read.filter(({ n }) => n > 0).length).toBeGreaterThan(5);
  // A party is referred to by its outreach and by its contact points, a batch by three kinds of rows.
  expect(read.filter(({ n }) => n > 3 * 2010)).toEqual([]);
});
