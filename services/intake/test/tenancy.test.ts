import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { batch, handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
let other: { id: string; key: string };
const ids: Record<string, string> = {};

beforeAll(async () => {
  intake = await openIntake();
  other = await intake.newPractice();
  ids.batch = (await handOver(intake, [row({ patient: { contacts: [] } })])).id;
  await intake.conduct();
  const one = async (sql: string): Promise<string> => (await intake.database.pool.query(sql)).rows[0].id;
  ids.notice = await one('select id from notice');
  ids.outreach = await one('select id from outreach');
  ids.task = await one('select id from task');
  const endpoint = await intake.ask('POST', '/v1/webhook-endpoints', { body: { url: 'https://pms.example.org/hook' } });
  ids.endpoint = endpoint.json.id;
  await handOver(intake, [row()]);
  ids.delivery = await one('select id from delivery');
  await intake.ask('PUT', '/v1/slots', {
    body: {
      slots: [{ externalId: 'S-1', resource: 'DR-1', start: '2026-11-25T15:00:00Z', end: '2026-11-25T15:30:00Z' }],
    },
  });
});
afterAll(() => intake.close());

const attested = { by: 'Mo', how: 'spoke-by-phone' };
const routes: ['GET' | 'POST' | 'PATCH' | 'DELETE', string, object | null][] = [
  ['GET', '/v1/batches/{batch}', null],
  ['GET', '/v1/batches/{batch}/notices', null],
  ['GET', '/v1/batches/{batch}/report', null],
  ['GET', '/v1/batches/{batch}/stream', null],
  ['POST', '/v1/batches/{batch}/pause', null],
  ['POST', '/v1/batches/{batch}/resume', null],
  ['POST', '/v1/batches/{batch}/stop', null],
  ['GET', '/v1/notices/{notice}', null],
  ['POST', '/v1/notices/{notice}/withdraw', {}],
  ['GET', '/v1/outreaches/{outreach}', null],
  ['POST', '/v1/outreaches/{outreach}/attest', attested],
  ['POST', '/v1/tasks/{task}/claim', { by: 'Mo' }],
  ['POST', '/v1/tasks/{task}/release', { by: 'Mo' }],
  ['POST', '/v1/tasks/{task}/resolve', { by: 'Mo', resolution: 'told' }],
  ['PATCH', '/v1/webhook-endpoints/{endpoint}', { enabled: false }],
  ['DELETE', '/v1/webhook-endpoints/{endpoint}', null],
  ['POST', '/v1/webhook-endpoints/{endpoint}/rotate-secret', null],
  ['POST', '/v1/webhook-endpoints/{endpoint}/recover?since=2026-01-01T00:00:00Z', null],
  ['POST', '/v1/webhook-deliveries/{delivery}/replay', null],
  ['DELETE', '/v1/slots/S-1', null],
];
const everything = async () => {
  const tables = ['batch', 'notice', 'outreach', 'event', 'task', 'webhook_endpoint', 'delivery', 'slot'];
  const rows = await Promise.all(tables.map((t) => intake.database.pool.query(`select * from ${t} order by 1, 3`)));
  return JSON.stringify(rows.map((r) => r.rows));
};

test.each(routes)('%s %s of another practice is not found, and stays as it is', async (method, path, body) => {
  const before = await everything();
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'missing');
  const answer = await intake.ask(method, filled, { key: other.key, ...(body ? { body } : {}) });
  expect([answer.status, answer.json.code]).toEqual([404, 'not_found']);
  expect(await everything()).toBe(before);
});

test.each(['/v1/batches', '/v1/tasks', '/v1/slots', '/v1/webhook-endpoints', '/v1/webhook-deliveries'])(
  '%s holds nothing of another practice',
  async (path) => {
    expect((await intake.ask('GET', path)).json.data.length).toBeGreaterThan(0);
    expect((await intake.ask('GET', path, { key: other.key })).json).toEqual({ data: [], nextCursor: null });
  },
);

test('the same appointment and patient names of two practices are two', async () => {
  const same = row();
  await handOver(intake, [same]);
  const answer = await intake.ask('POST', '/v1/batches', { key: other.key, body: batch([same]) });
  expect([answer.status, answer.json.accepted]).toEqual([202, 1]);
});
