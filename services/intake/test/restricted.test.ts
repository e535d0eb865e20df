/** Records of staff, their families and public figures: who sees them, and that it is written down. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiKey } from '@rollcall/database';
import { handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
let named: string;
let open: string;
let locked: string;
beforeAll(async () => {
  intake = await openIntake();
  const made = await createApiKey(
    intake.database,
    intake.practiceId,
    { label: 'Jo', scopes: ['operate'], seesRestricted: true },
    intake.clock.now(),
  );
  named = made.key;
  const [a, b] = [
    row({ patient: { contacts: [] } }),
    row({ patient: { contacts: [], restricted: true, name: { given: 'Vip', family: 'Secret' } } }),
  ];
  await handOver(intake, [a, b]);
  await intake.conduct();
  const { rows } = await intake.database.pool.query(
    `select t.id, p.restricted from task t join notice n on n.id = any(t.notice_ids) join patient p on p.id = n.patient_id`,
  );
  open = rows.find((r) => !r.restricted)?.id;
  locked = rows.find((r) => r.restricted)?.id;
});
afterAll(() => intake.close());

const tasks = async (key?: string) => (await intake.ask('GET', '/v1/tasks', key ? { key } : {})).json.data;
const views = async (query = '') => (await intake.ask('GET', `/v1/views${query}`)).json.data;

test('whoever works on the list sees that there is one, and neither name nor number of it [edge case 15]', async () => {
  const list = await tasks();
  expect(list.find((t: { id: string }) => t.id === open).party.name).toBe('Ana Reyes');
  const hidden = list.find((t: { id: string }) => t.id === locked);
  expect(hidden).toMatchObject({ restricted: true, state: 'open' });
  expect(hidden.party).toBeUndefined();
  const claimed = await intake.ask('POST', `/v1/tasks/${locked}/claim`, { body: { by: 'Sam' } });
  expect(claimed.json.party).toBeUndefined();
  await intake.ask('POST', `/v1/tasks/${locked}/release`, { body: { by: 'Sam' } });
  for (const path of ['/v1/call-list', '/v1/call-list.csv', '/v1/call-list.html']) {
    const answer = await intake.ask('GET', path);
    expect(answer.text).toContain('restricted record');
    expect(answer.text).not.toContain('Secret');
  }
});

test('a named operator sees it, and each look is on record by their key [edge case 15]', async () => {
  const before = (await views('?restricted=true')).length;
  const seen = (await tasks(named)).find((t: { id: string }) => t.id === locked);
  expect(seen.party.name).toBe('Vip Secret');
  const answer = await intake.ask('GET', '/v1/call-list', { key: named });
  expect(answer.text).toContain('Secret');
  const after = await views('?restricted=true');
  expect(after).toHaveLength(before + 2);
  expect(after[1]).toMatchObject({ what: 'tasks', keyLabel: 'Jo', restrictedIds: [seen.outreachId] });
  expect(after[0]).toMatchObject({ what: 'call-list', keyLabel: 'Jo' });
});

test('whoever breaks the glass sees it once, and says who and why [edge case 15]', async () => {
  expect((await intake.ask('POST', `/v1/tasks/${locked}/break-glass`, { body: { by: 'Sam' } })).status).toBe(400);
  const seen = await intake.ask('POST', `/v1/tasks/${locked}/break-glass`, {
    body: { by: 'Sam', because: 'leaves home in ten minutes, Jo is out' },
  });
  expect(seen.json.party.name).toBe('Vip Secret');
  expect((await tasks()).find((t: { id: string }) => t.id === locked).party).toBeUndefined();
  expect((await views('?restricted=true'))[0]).toMatchObject({
    what: 'break-glass',
    by: 'Sam',
    because: 'leaves home in ten minutes, Jo is out',
  });
});

test('looks at the ordinary list are on record too, with whose names were shown, and for nobody without the scope', async () => {
  await tasks();
  const [latest] = await views();
  expect(latest).toMatchObject({ what: 'tasks', restrictedIds: [] });
  expect(latest.outreachIds).toHaveLength(1);
  const operator = await intake.newKey(intake.practiceId, ['operate']);
  expect((await intake.ask('GET', '/v1/views', { key: operator })).status).toBe(403);
  const other = await intake.newPractice();
  expect((await intake.ask('GET', '/v1/views', { key: other.key })).json.data).toEqual([]);
});
