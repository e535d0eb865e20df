/** Messages of the practice's system that overtake each other: the newest holds, whatever comes last. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { batch, handOver, type Intake, openIntake, type Row, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const rows = async (sql: string, ...values: unknown[]) => (await intake.database.pool.query(sql, values)).rows;
const post = (appointments: unknown[], more: object = {}) =>
  intake.ask('POST', '/v1/batches', { body: batch(appointments, more as Record<string, unknown>) });
const noticesOf = (externalId: string) =>
  rows(`select id, state from notice where external_id = $1 order by id`, externalId);
const at = (minute: number): string => `2026-11-24T06:${String(minute).padStart(2, '0')}:00-05:00`;

test('a cancellation that was written before the withdrawal and comes after it cancels nothing: the visit is on [edge case 46]', async () => {
  const told = row({ sourceUpdatedAt: at(10), version: 4 });
  await handOver(intake, [told]);
  const [notice] = await noticesOf(told.externalId);
  const withdrawn = await intake.ask('POST', `/v1/notices/${notice.id}/withdraw`, {
    body: { sourceUpdatedAt: at(20), version: 6 },
  });
  expect([withdrawn.status, withdrawn.json.state, withdrawn.json.outdated]).toEqual([200, 'withdrawn', undefined]);
  const other = row();
  const late = await post([{ ...told, sourceUpdatedAt: at(15), version: 5 }, other]);
  expect([late.status, late.json.accepted, late.json.rejected, late.json.outdated]).toEqual([
    202,
    1,
    [],
    [{ index: 0, pointer: '/appointments/0', code: 'outdated', detail: expect.any(String) }],
  ]);
  expect(await noticesOf(told.externalId)).toHaveLength(1);
  expect(await noticesOf(other.externalId)).toHaveLength(1);
  const again = await post([{ ...told, sourceUpdatedAt: at(30), version: 7 }]);
  expect([again.status, again.json.accepted]).toEqual([202, 1]);
});

test('a batch of which nothing is left to do is no error and no batch, and the same answer with the same key', async () => {
  const told = row({ version: 2 });
  await handOver(intake, [told]);
  const [notice] = await noticesOf(told.externalId);
  await intake.ask('POST', `/v1/notices/${notice.id}/withdraw`, { body: { version: 3 } });
  const batches = await rows(`select 1 from batch`);
  for (let n = 0; n < 2; n++) {
    const { status, json, headers } = await intake.ask('POST', '/v1/batches', {
      body: batch([{ ...told, version: 1 }]),
      headers: { 'idempotency-key': 'late' },
    });
    expect([status, json.accepted, json.id, json.outdated.length]).toEqual([200, 0, undefined, 1]);
    expect(headers.get('idempotent-replay')).toBe(n === 0 ? null : 'true');
  }
  const dry = await post([{ ...told, version: 1 }, row()], { dryRun: true });
  expect([dry.status, dry.json.accepted, dry.json.outdated.length]).toEqual([200, 1, 1]);
  expect(await rows(`select 1 from batch`)).toHaveLength(batches.length);
});

test('a withdrawal older than the latest cancellation takes nothing back: nobody is told to come to a visit that is off [edge case 46]', async () => {
  const told = row({ version: 3 });
  await handOver(intake, [told]);
  const [notice] = await noticesOf(told.externalId);
  // Cancelled, put on again, cancelled again; the last two change places on the way.
  expect((await post([{ ...told, version: 5 }])).json).toMatchObject({
    accepted: 0,
    rejected: [{ code: 'already_open' }],
    outdated: [],
  });
  const late = await intake.ask('POST', `/v1/notices/${notice.id}/withdraw`, { body: { version: 4 } });
  expect([late.status, late.json.state, late.json.outdated]).toEqual([200, 'open', true]);
});

test('without versions everything is as ever, and what cannot be compared is not older', async () => {
  const told = row();
  await handOver(intake, [told]);
  const [notice] = await noticesOf(told.externalId);
  expect((await post([told])).status).toBe(422);
  await intake.ask('POST', `/v1/notices/${notice.id}/withdraw`, { body: { sourceUpdatedAt: at(40) } });
  const sequenced = await post([{ ...told, version: 1 } as Row]);
  expect([sequenced.status, sequenced.json.accepted]).toEqual([202, 1]);
});

test('what is older of a patient or a slot changes nothing either, and says so', async () => {
  const told = row();
  await handOver(intake, [told]);
  const patch = (body: object) => intake.ask('PATCH', `/v1/patients/${told.patient.externalId}`, { body });
  expect((await patch({ doNotContact: true, sourceUpdatedAt: at(30) })).json.doNotContact).toBe(true);
  const older = await patch({ doNotContact: false, sourceUpdatedAt: at(20) });
  expect([older.status, older.json.doNotContact, older.json.outdated]).toEqual([200, true, true]);
  const newer = await patch({ doNotContact: false, sourceUpdatedAt: at(31) });
  expect([newer.json.doNotContact, newer.json.outdated]).toEqual([false, undefined]);

  const slot = (externalId: string, status: string, version?: number) => ({
    externalId,
    resource: 'DR-1',
    start: '2026-12-01T10:00:00-05:00',
    end: '2026-12-01T10:30:00-05:00',
    status,
    ...(version === undefined ? {} : { version }),
  });
  const put = async (...slots: object[]) => (await intake.ask('PUT', '/v1/slots', { body: { slots } })).json;
  expect(await put(slot('V-1', 'busy', 9))).toEqual({ upserted: 1 });
  expect(await put(slot('V-1', 'free', 8), slot('V-2', 'free'))).toEqual({ upserted: 1, outdated: ['V-1'] });
  expect(await rows(`select external_id, status from slot where external_id like 'V-%' order by 1`)).toEqual([
    { external_id: 'V-1', status: 'busy' },
    { external_id: 'V-2', status: 'free' },
  ]);
});

test('a version that is none is refused by its field', async () => {
  const { status, json } = await intake.ask('PUT', '/v1/slots', {
    body: {
      slots: [
        {
          externalId: 'V-9',
          resource: 'DR-1',
          start: '2026-12-01T10:00:00-05:00',
          end: '2026-12-01T10:30:00-05:00',
          sourceUpdatedAt: '2026-11-24T06:10:00',
          version: -1,
        },
      ],
    },
  });
  expect([status, json.errors.map((e: { pointer: string }) => e.pointer).sort()]).toEqual([
    400,
    ['/slots/0/sourceUpdatedAt', '/slots/0/version'],
  ]);
});
