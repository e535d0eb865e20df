import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { batch, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });
const count = async (table: string): Promise<number> =>
  (await intake.database.pool.query(`select count(*)::int n from ${table}`)).rows[0].n;

test('the same key and body get the same answer, and nothing is done twice [edge case 41]', async () => {
  const body = batch([row(), row({ patient: { deceased: true } })]);
  const first = await intake.ask('POST', '/v1/batches', { body, ...withKey('day-1') });
  const again = await intake.ask('POST', '/v1/batches', { body, ...withKey('day-1') });
  expect(first.status).toBe(202);
  expect(first.headers.get('idempotent-replay')).toBeNull();
  expect([again.status, again.headers.get('idempotent-replay')]).toEqual([202, 'true']);
  expect(again.json).toEqual(first.json);
  expect(await count('batch')).toBe(1);
});

test('the order of the fields does not matter, their values do', async () => {
  const { reason, appointments } = batch([row()]) as { reason: string; appointments: unknown[] };
  const first = await intake.ask('POST', '/v1/batches', { body: { reason, appointments }, ...withKey('day-2') });
  const again = await intake.ask('POST', '/v1/batches', { body: { appointments, reason }, ...withKey('day-2') });
  expect(again.json).toEqual(first.json);
  const other = await intake.ask('POST', '/v1/batches', {
    body: { reason: 'weather', appointments },
    ...withKey('day-2'),
  });
  expect([other.status, other.json.code]).toEqual([409, 'idempotency_conflict']);
});

test('a key belongs to its practice', async () => {
  const other = await intake.newPractice();
  const body = batch([row()]);
  const first = await intake.ask('POST', '/v1/batches', { body, ...withKey('shared') });
  const theirs = await intake.ask('POST', '/v1/batches', { body, key: other.key, ...withKey('shared') });
  expect(theirs.status).toBe(202);
  expect(theirs.json.id).not.toBe(first.json.id);
});

test.each(['a b', 'x'.repeat(256), ''])('%j is no key', async (key) => {
  const answer = await intake.ask('POST', '/v1/batches', { body: batch([row()]), ...withKey(key) });
  expect([answer.status, answer.json.code]).toEqual([400, 'invalid']);
});

test('a refused request is not remembered: mended, it may use its key again', async () => {
  const refused = await intake.ask('POST', '/v1/batches', { body: batch([{}]), ...withKey('mended') });
  expect(refused.status).toBe(422);
  const mended = await intake.ask('POST', '/v1/batches', { body: batch([row()]), ...withKey('mended') });
  expect(mended.status).toBe(202);
});

test('a dry run writes nothing, not even its key', async () => {
  const tables = [
    'batch',
    'patient',
    'party',
    'contact_point',
    'outreach',
    'notice',
    'event',
    'callback_event',
    'idempotency',
  ];
  const before = await Promise.all(tables.map(count));
  const rows = [row(), row({ patient: { contacts: [] } }), row({ patient: { deceased: true } })];
  const answer = await intake.ask('POST', '/v1/batches', { body: batch(rows, { dryRun: true }), ...withKey('dry') });
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    dryRun: true,
    accepted: 2,
    notices: 2,
    outreaches: 2,
    forecast: { withoutContactPoint: 1 },
  });
  expect(answer.json.plan).toHaveLength(2);
  expect(answer.json.plan[0].steps[0]).toMatchObject({ channel: 'sms' });
  expect(answer.json.plan[1]).toMatchObject({ steps: [], taskAt: '2026-11-24T11:45:00.000Z' });
  expect(await Promise.all(tables.map(count))).toEqual(before);
});

test('the secret of a webhook endpoint is shown once, and kept in no answer', async () => {
  const body = { url: 'https://pms.example.org/hook' };
  const first = await intake.ask('POST', '/v1/webhook-endpoints', { body, ...withKey('hook') });
  const again = await intake.ask('POST', '/v1/webhook-endpoints', { body, ...withKey('hook') });
  expect(first.json.secret).toMatch(/^whsec_/);
  const { secret: _secret, ...rest } = first.json;
  expect([again.status, again.json]).toEqual([201, rest]);
  const kept = await intake.database.pool.query('select response::text from idempotency');
  expect(JSON.stringify(kept.rows)).not.toContain('whsec_');
});
