import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createPractice, type Database, insertBatch, openDatabase, openReadOnly } from '@rollcall/database';
import { freshDatabase, testKeys } from '@rollcall/database/testing';
import { createLogger, createMetrics, type Loop, type Metrics, manualClock, newId } from '@rollcall/platform';
import { auditLoop } from '../src/audit-loop.js';
import { Auditor, heartOf } from '../src/index.js';

const morning = new Date('2026-11-24T11:45:00Z');
const leaseMs = 30_000;

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
let readOnly: ReturnType<typeof openReadOnly>;
let logged: Record<string, unknown>[];
let clock: ReturnType<typeof manualClock>;
let auditor: Auditor;
const outreach = { id: '' };

beforeEach(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 2, encryptionKeys: testKeys, applicationName: 'test' });
  readOnly = openReadOnly({ url: fresh.url, applicationName: 'test' });
  logged = [];
  clock = manualClock(morning);
  outreach.id = await onePatient(database);
  auditor = new Auditor({ query: readOnly.query, clock, logger, leaseMs });
});
afterEach(async () => {
  await readOnly.close();
  await database.close();
  await fresh.drop();
});

const logger = createLogger({
  service: 'auditor',
  level: 'info',
  destination: { write: (line: string) => void logged.push(JSON.parse(line)) },
});

async function onePatient(db: Database): Promise<string> {
  const [practiceId, id] = [newId(), newId()];
  const name = { given: 'Ana', family: 'Test' };
  const deadlineAt = new Date(morning.getTime() + 6 * 3_600_000);
  const main = {
    name: 'Main',
    spokenName: 'Main',
    timeZone: 'America/New_York',
    country: 'US',
    language: 'en',
  } as const;
  await createPractice(db, practiceId, { ...main, callbackNumber: '+1 555 010 0100' }, morning);
  const forecast = { reachableInTime: 0, withoutContactPoint: 1, toOperatorsFirst: 0 };
  await db.transaction((tx) =>
    insertBatch(
      tx,
      {
        id: newId(),
        practiceId,
        reason: 'weather',
        note: null,
        policyVersion: 1,
        rejected: 0,
        forecast: { ...forecast, firstDeadlineAt: null, firstTouchDoneAt: null },
        patients: [{ externalId: 'P', name, birthDate: null, deceased: false, doNotContact: false }],
        outreaches: [
          {
            id,
            party: { kind: 'patient', key: 'P', name, language: null, timeZone: null, contacts: [] },
            deadlineAt,
            timeZones: ['America/New_York'],
            notices: [
              {
                id: newId(),
                appointmentId: newId(),
                externalId: 'A',
                patientExternalId: 'P',
                start: deadlineAt,
                end: new Date(deadlineAt.getTime() + 1_800_000),
                timeZone: 'America/New_York',
                practitioner: { externalId: 'D', name: 'Dr Hale' },
                locationExternalId: 'main',
                visitType: 'follow-up',
                priority: 'routine',
                modality: 'in-person',
                deadlineAt,
              },
            ],
          },
        ],
      },
      { now: morning, sealer: db.sealer, newId },
    ),
  );
  return id;
}

const found = async (): Promise<string[]> =>
  [...(await auditor.look()).counts].flatMap(([id, count]) => (count > 0 ? [`${id} ${count}`] : []));

test('a system on which all is well is clean', async () => {
  expect(await found()).toEqual([]);
  expect(logged).toEqual([]);
});

test('an alarm nobody hears is found when it is late, and told once, by ids only', async () => {
  clock.advance(60_000);
  expect(await found()).toEqual([]);
  clock.advance(4 * leaseMs);
  expect(await found()).toEqual(['I3 1']);
  expect(await found()).toEqual(['I3 1']);
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatchObject({ invariant: 'I3', outreachId: outreach.id });
  expect(JSON.stringify(logged)).not.toContain('Ana');
});

test('a broken ledger stays counted until it is mended, also when nothing happens there any more', async () => {
  clock.advance(leaseMs);
  await database.pool.query(`update outreach set step = 7, next_action_at = $1`, [
    new Date(morning.getTime() + 600_000),
  ]);
  expect(await found()).toEqual(['I10 1']);
  expect(await found()).toEqual(['I10 1']);
  await database.pool.query(`update outreach set step = 0, next_action_at = $1`, [morning]);
  expect(await found()).toEqual([]);
});

test('the auditor cannot write', async () => {
  await expect(readOnly.query('update outreach set step = 1')).rejects.toThrow(/read-only/);
});

interface Watchman {
  url: string;
  heard(): Promise<void>;
  beats: number;
  close(): Promise<void>;
}
async function watchman(): Promise<Watchman> {
  let waiting: (() => void)[] = [];
  const server: Server = createServer((request, response) => {
    expect(request.method).toBe('GET');
    man.beats += 1;
    response.end('OK');
    for (const go of waiting) go();
    waiting = [];
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const man: Watchman = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/beat/secret`,
    beats: 0,
    heard: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return man;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

const value = async (metrics: Metrics, line: string): Promise<number> =>
  Number(
    (await metrics.render())
      .split('\n')
      .find((l) => l.startsWith(line))
      ?.split(' ')
      .at(-1),
  );

test('the watchman hears from us while all is well, and no longer when it is not, or when nobody knows', async () => {
  const man = await watchman();
  const heart = heartOf(man.url);
  const metrics = createMetrics('auditor');
  const audits = (): Promise<number[]> =>
    Promise.all(['clean', 'violated', 'failed'].map((r) => value(metrics, `rollcall_audits_total{result="${r}"`)));
  let loop: Loop | undefined;
  try {
    const first = man.heard();
    loop = auditLoop({ auditor, heart, everyMs: 20, atMostBehindMs: 1e9, metrics, logger });
    await first;
    clock.advance(10 * 60_000);
    await until(async () => ((await audits())[1] ?? 0) > 0);
    const before = man.beats;
    expect(await value(metrics, 'rollcall_invariant_violations{invariant="I3"')).toBe(1);
    const violated = (await audits())[1] ?? 0;
    await until(async () => ((await audits())[1] ?? 0) >= violated + 3);
    expect(man.beats).toBe(before);
    await readOnly.close();
    await until(async () => ((await audits())[2] ?? 0) > 0);
    expect(man.beats).toBe(before);
    expect(JSON.stringify(logged)).not.toContain('secret');
  } finally {
    await loop?.stop();
    await heart.close();
    await man.close();
    readOnly = openReadOnly({ url: fresh.url, applicationName: 'test' });
  }
});

test('a watchman that does not answer is no reason to fail', async () => {
  const man = await watchman();
  await man.close();
  const heart = heartOf(man.url);
  expect(await heart.beat()).toBe(false);
  await heart.close();
});
