/** A letter that is never free again makes the next question to that number harder to answer. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sweepReplyCodes } from '../src/reply-codes.js';
import { now, openScene, type Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

const run = async (sql: string, ...values: unknown[]) => (await scene.database.pool.query(sql, values)).rows;
const place = (byte: number): Buffer => Buffer.alloc(32, byte);
const ours = place(10);
const theirs = place(200);
const open = async (): Promise<number> =>
  Number((await run(`select count(*) from reply_code where closed_at is null`))[0]?.count);
const sweep = (at: Date, from: Buffer, limit = 10): Promise<void> =>
  scene.database.transaction((tx) => sweepReplyCodes(tx, at, from, limit));
const afterDeadline = new Date(now.getTime() + 86_400_000);

beforeEach(async () => {
  await run(`delete from reply_code`);
  for (const [day, index] of [
    [scene.ours, ours],
    [scene.theirs, theirs],
  ] as const) {
    await run(`update attempt set state = 'accepted' where id = $1`, day.attempt);
    await run(`update offer set state = 'expired' where id = $1`, day.offer);
    await run(
      `insert into reply_code (practice_id, address_index, code, outreach_id, shown, opened_at) values ($1, $2, 'A', $3, false, $4)`,
      day.practice,
      index,
      day.outreach,
      now,
    );
  }
});

test('a conversation that goes on keeps its letter, and after its deadline it is free', async () => {
  await sweep(now, place(0));
  expect(await open()).toBe(2);
  await sweep(afterDeadline, place(0));
  expect(await open()).toBe(0);
});

test('from any place all are found while there are few', async () => {
  await sweep(afterDeadline, place(100));
  expect(await open()).toBe(0);
});

test('of many only a window is looked at, round the end of the index', async () => {
  await sweep(afterDeadline, place(100), 1);
  expect(await run(`select address_index from reply_code where closed_at is null`)).toEqual([{ address_index: ours }]);
  await sweep(afterDeadline, place(250), 1);
  expect(await open()).toBe(0);
});

test.each([
  ['a time is still offered', `update offer set state = 'open' where id = $1`, 'offer'],
  ['a message still waits', `update attempt set state = 'queued' where id = $1`, 'attempt'],
] as const)('not while %s', async (_why, sql, table) => {
  await run(sql, scene.ours[table]);
  await sweep(afterDeadline, place(0));
  expect(await open()).toBe(1);
});
