import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

/** A task whose only number is never to be called by machines. */
async function openTask(hour = 15): Promise<string> {
  const contacts = [{ system: 'phone' as const, value: '+1 202 555 0160', use: 'home' as const, allowed: false }];
  const at = (minute: string) => `2026-11-24T${hour}:${minute}:00-05:00`;
  const { id } = await handOver(intake, [row({ start: at('00'), end: at('30'), patient: { contacts } })]);
  await intake.conduct();
  return (await intake.database.pool.query('select id from task where batch_id = $1', [id])).rows[0].id;
}
const on = (task: string, what: string, body: object) => intake.ask('POST', `/v1/tasks/${task}/${what}`, { body });

describe('the worklist', () => {
  test('is worked earliest due first, page by page', async () => {
    const late = await openTask(18);
    const early = await openTask(12);
    const middle = await openTask(14);
    const first = await intake.ask('GET', '/v1/tasks?limit=2');
    expect(first.json.data.map((t: { id: string }) => t.id)).toEqual([early, middle]);
    const second = await intake.ask('GET', `/v1/tasks?limit=2&cursor=${first.json.nextCursor}`);
    expect(second.json.data.map((t: { id: string }) => t.id)).toEqual([late]);
  });

  test('says whom to call, and which number is not to be used', async () => {
    const task = await openTask();
    const claimed = await on(task, 'claim', { by: 'Mo' });
    expect(claimed.json.party).toEqual({
      name: 'Ana Reyes',
      language: 'en',
      contacts: [{ system: 'phone', value: '+12025550160', use: 'home', usable: false }],
    });
  });
});

describe('a task', () => {
  test('is one operator’s at a time, until the lease is over [edge case 77]', async () => {
    const task = await openTask();
    expect((await on(task, 'claim', { by: 'Mo', minutes: 10 })).json).toMatchObject({
      state: 'claimed',
      claimedBy: 'Mo',
      claimedUntil: '2026-11-24T11:55:00.000Z',
    });
    const taken = await on(task, 'claim', { by: 'Liv' });
    expect([taken.status, taken.json.code]).toEqual([409, 'conflict']);
    expect((await on(task, 'release', { by: 'Liv' })).status).toBe(409);
    intake.clock.advance(11 * 60_000);
    expect((await on(task, 'claim', { by: 'Liv' })).json.claimedBy).toBe('Liv');
    intake.clock.advance(-11 * 60_000);
  });

  test('is extended by who has it, and free again when given back [edge case 77]', async () => {
    const task = await openTask();
    await on(task, 'claim', { by: 'Mo', minutes: 5 });
    expect((await on(task, 'claim', { by: 'Mo', minutes: 60 })).json.claimedUntil).toBe('2026-11-24T12:45:00.000Z');
    expect((await on(task, 'release', { by: 'Mo' })).json).toMatchObject({ state: 'open', claimedBy: null });
    const listed = await intake.ask('GET', '/v1/tasks?state=open');
    expect(listed.json.data.map((t: { id: string }) => t.id)).toContain(task);
  });

  test('"left a message with the husband" tells nobody: it stays open and comes back before the deadline [edge case 78]', async () => {
    const task = await openTask();
    const noted = await on(task, 'follow-up', { by: 'Mo', at: '2026-11-24T09:30:00-05:00', note: 'with the husband' });
    expect(noted.json).toMatchObject({
      state: 'claimed',
      claimedBy: 'Mo',
      claimedUntil: '2026-11-24T14:30:00.000Z',
      resolution: null,
    });
    const outreach = await intake.ask('GET', `/v1/outreaches/${noted.json.outreachId}`);
    expect(outreach.json.notices[0]).toMatchObject({ state: 'open', evidence: null });
    intake.clock.advance(3 * 3_600_000);
    const listed = await intake.ask('GET', '/v1/tasks?state=open');
    expect(listed.json.data.map((t: { id: string }) => t.id)).toContain(task);
    intake.clock.advance(-3 * 3_600_000);
  });

  test.each(['2026-11-24T06:44:00-05:00', '2026-11-24T14:30:00-05:00'])(
    'is not put off to %s, when it is too late to reach anybody, or already was [edge case 78]',
    async (at) => {
      const answer = await on(await openTask(), 'follow-up', { by: 'Mo', at });
      expect([answer.status, answer.json.code]).toEqual([422, 'unprocessable']);
    },
  );

  test('resolved as told, closes the notice as attested, once', async () => {
    const task = await openTask();
    const done = await on(task, 'resolve', { by: 'Mo', resolution: 'told', note: 'spoke to her at home' });
    expect(done.json).toMatchObject({ state: 'resolved', resolvedBy: 'Mo' });
    const outreach = await intake.ask('GET', `/v1/outreaches/${done.json.outreachId}`);
    expect(outreach.json.notices[0]).toMatchObject({
      state: 'informed',
      withOperator: false,
      evidence: { grade: 'attested' },
    });
    const again = await on(task, 'resolve', { by: 'Mo', resolution: 'told' });
    expect([again.status, again.json.code]).toEqual([409, 'conflict']);
    expect((await on(task, 'claim', { by: 'Mo' })).status).toBe(409);
    const { rows } = await intake.database.pool.query('select note_sealed from task where id = $1', [task]);
    expect(intake.database.sealer.open(rows[0].note_sealed, 'note', intake.practiceId)).toBe('spoke to her at home');
  });

  test('resolved because nobody can be reached, makes the notice unreachable', async () => {
    const done = await on(await openTask(), 'resolve', { by: 'Mo', resolution: 'cannot-be-reached' });
    const outreach = await intake.ask('GET', `/v1/outreaches/${done.json.outreachId}`);
    expect(outreach.json.notices[0].state).toBe('unreachable');
  });

  test.each([
    ['claim', {}],
    ['claim', { by: 'Mo', minutes: 0 }],
    ['claim', { by: 'Mo', minutes: 241 }],
    ['release', {}],
    ['resolve', { by: 'Mo' }],
    ['resolve', { by: 'Mo', resolution: 'maybe' }],
  ])('is not to %s with %j', async (what, body) => {
    const answer = await on(await openTask(), what, body);
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid']);
  });
});
