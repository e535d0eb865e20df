/** The dead man's switch, on a real database: nobody decides, nobody sends, and the practice hears of it in time. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@rollcall/contracts';
import { createEndpoint, createPractice, type Database, insertBatch, openDatabase } from '@rollcall/database';
import { type FreshDatabase, freshDatabase, testKeys } from '@rollcall/database/testing';
import { createLogger, manualClock, newId } from '@rollcall/platform';
import { CallListFiles, CallListWatch } from '../src/index.js';

const morning = new Date('2026-11-24T08:00:00Z');
const minute = 60_000;
const stallMs = 2 * minute;

let fresh: FreshDatabase;
let database: Database;
let practiceId: string;
let dir: string;
let inDanger: number;
let clock: ReturnType<typeof manualClock>;

beforeEach(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 4, encryptionKeys: testKeys, applicationName: 'test' });
  clock = manualClock(morning);
  practiceId = newId();
  dir = mkdtempSync(join(tmpdir(), 'rollcall-call-list-'));
  await createPractice(
    database,
    practiceId,
    { name: 'Clinic', spokenName: 'Clinic', timeZone: 'UTC', country: 'US', language: 'en', callbackNumber: '1' },
    morning,
  );
  const events = ['call-list.ready' as const, 'call-list.over' as const];
  await createEndpoint(
    database.pool,
    database.sealer,
    practiceId,
    newId(),
    { url: 'https://x.example', events },
    morning,
  );
});
afterEach(async () => {
  await database.close();
  await fresh.drop();
  rmSync(dir, { recursive: true });
});

const watch = (files = new CallListFiles(join(dir, 'lists'))) =>
  new CallListWatch({
    database,
    clock,
    newId,
    logger: createLogger({ service: 'test', level: 'silent' }),
    stallMs,
    files,
    onLook: (n) => {
      inDanger = n;
    },
  });
const told = async () =>
  (
    await database.pool.query(
      `select type, body -> 'data' as data from callback_event where type like 'call-list.%' order by seq`,
    )
  ).rows;
const files = (): string[] => {
  try {
    return readdirSync(join(dir, 'lists')).sort();
  } catch {
    return [];
  }
};

/** One patient whose visit is to be called off by `deadlineAt`; the alarm rings at once. */
async function cancelled(deadlineAt: Date): Promise<void> {
  const start = new Date(deadlineAt.getTime() + 60 * minute);
  await database.transaction((tx) =>
    insertBatch(
      tx,
      {
        id: newId(),
        practiceId,
        reason: 'practitioner-emergency',
        note: null,
        policyVersion: 1,
        rejected: 0,
        forecast: {
          reachableInTime: 0,
          withoutContactPoint: 0,
          toOperatorsFirst: 0,
          firstDeadlineAt: null,
          firstTouchDoneAt: null,
        },
        patients: [
          {
            externalId: 'P-1',
            name: { given: 'Ana', family: 'Reyes' },
            birthDate: null,
            deceased: false,
            doNotContact: false,
          },
        ],
        outreaches: [
          {
            id: newId(),
            party: {
              kind: 'patient',
              key: 'P-1',
              name: { given: 'Ana', family: 'Reyes' },
              language: 'en',
              timeZone: null,
              contacts: [
                {
                  system: 'phone',
                  address: '+12125550101',
                  use: null,
                  rank: 1,
                  consent: 'given',
                  allowed: true,
                  hasExtension: false,
                },
              ],
            },
            deadlineAt,
            timeZones: ['UTC'],
            notices: [
              {
                id: newId(),
                appointmentId: newId(),
                externalId: 'A-1',
                patientExternalId: 'P-1',
                start,
                end: new Date(start.getTime() + 30 * minute),
                timeZone: 'UTC',
                practitioner: { externalId: 'dr-hale', name: 'Dr Hale' },
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
      { now: clock.now(), sealer: database.sealer, newId },
    ),
  );
}
const soon = () => new Date(clock.now().getTime() + (defaultPolicy.operatorLeadMinutes + 30) * minute);

describe('while nobody decides', () => {
  test('a practice with a deadline near is told once, and has its list as files for their owner only', async () => {
    await cancelled(soon());
    clock.advance(3 * minute);
    await watch().look();
    await watch().look();
    expect(await told()).toEqual([
      {
        type: 'call-list.ready',
        data: {
          since: morning.toISOString(),
          because: ['deciding'],
          open: 1,
          firstDeadlineAt: new Date(soon().getTime() - 3 * minute).toISOString(),
        },
      },
    ]);
    expect(inDanger).toBe(1);
    expect(files()).toEqual([`call-list-${practiceId}.csv`, `call-list-${practiceId}.html`]);
    expect(readFileSync(join(dir, 'lists', files()[0] ?? ''), 'utf8')).toContain('(+1) 212 555 0101');
    const modes = ['.', ...files()].map((f) => statSync(join(dir, 'lists', f)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  test('what is told holds no patient’s name or number', async () => {
    await cancelled(soon());
    clock.advance(3 * minute);
    await watch().look();
    expect(JSON.stringify(await told())).not.toMatch(/Ana|Reyes|555/);
  });

  test('a practice whose deadlines are far away is left in peace, until they are near', async () => {
    await cancelled(new Date(morning.getTime() + 9 * 60 * minute));
    clock.advance(5 * minute);
    await watch().look();
    expect([await told(), files()]).toEqual([[], []]);
    clock.advance(7 * 60 * minute);
    await watch().look();
    expect(await told()).toMatchObject([{ type: 'call-list.ready' }]);
  });
});

test('when it moves again, that is told too, and the files are gone', async () => {
  await cancelled(soon());
  clock.advance(3 * minute);
  await watch().look();
  await database.pool.query(`update outreach set next_action_at = $1`, [new Date(clock.now().getTime() + 60 * minute)]);
  await watch().look();
  await watch().look();
  expect((await told()).map((t) => t.type)).toEqual(['call-list.ready', 'call-list.over']);
  expect([files(), inDanger]).toEqual([[], 0]);
});

test('replicas that look at the same moment tell it once', async () => {
  await cancelled(soon());
  clock.advance(3 * minute);
  await Promise.all(Array.from({ length: 4 }, () => watch().look()));
  expect(await told()).toHaveLength(1);
});

test('while everything moves nothing is told', async () => {
  await cancelled(soon());
  clock.advance(minute);
  await watch().look();
  expect([await told(), inDanger]).toEqual([[], 0]);
});

test('a task that nobody takes while its patient must know soon is told once, to page whoever is on call [edge case 79]', async () => {
  const dueAt = new Date(morning.getTime() + 60 * minute);
  await cancelled(dueAt);
  await database.pool.query(`update outreach set next_action_at = $1`, [new Date(morning.getTime() + 90 * minute)]);
  await database.pool.query(
    `insert into task (id, practice_id, batch_id, outreach_id, notice_ids, kind, reason, state, due_at, opened_at)
     select uuidv7(), o.practice_id, o.batch_id, o.id, array[n.id], 'reach', 'ladder_spent', 'open', $1, $2 from outreach o join notice n on n.outreach_id = o.id`,
    [dueAt, morning],
  );
  clock.advance(9 * minute);
  await watch().look();
  const unattended = async () =>
    (await database.pool.query(`select body -> 'data' as data from callback_event where type = 'task.unattended'`))
      .rows;
  expect(await unattended()).toEqual([]);
  clock.advance(7 * minute);
  await Promise.all([watch().look(), watch().look()]);
  await watch().look();
  expect(await unattended()).toEqual([
    { data: expect.objectContaining({ reason: 'ladder_spent', dueAt: dueAt.toISOString() }) },
  ]);
  expect(JSON.stringify(await unattended())).not.toMatch(/Ana|Reyes|555/);
});

describe('while nothing is sent', () => {
  test('a queue that lies still is told; one that moves is not', async () => {
    await cancelled(soon());
    await database.pool.query(`update outreach set next_action_at = $1`, [
      new Date(clock.now().getTime() + 30 * minute),
    ]);
    await database.pool.query(
      `insert into attempt (id, practice_id, outreach_id, contact_point_id, address_index, channel, purpose, step, attempt_no, state,
         generation, fence, send_by, reached, planned_at, queued_at)
       select uuidv7(), o.practice_id, o.id, c.id, c.address_index, 'sms', 'tell', 0, 0, 'queued', 1, 0, $1::timestamptz + interval '1 hour', 0, $1, $1
       from outreach o join contact_point c on c.party_id = o.party_id`,
      [morning],
    );
    clock.advance(3 * minute);
    await database.pool.query(
      `insert into inbox (id, source, kind, dedupe_key, attempt_id, payload_sealed, received_at, processed_at)
       select uuidv7(), 'worker', 'attempt.outcome', 'x', id, '', $1, $1 from attempt`,
      [clock.now()],
    );
    await watch().look();
    expect(await told()).toEqual([]);
    await database.pool.query(`update inbox set id = uuidv7(interval '-3 minutes')`);
    await watch().look();
    expect(await told()).toMatchObject([{ data: { because: ['sending'] } }]);
  });
});
