/** A batch that is over is counted once; a practice must never read a count that is no longer true. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { batchProgress, tallyClosed } from '../src/batch-progress.js';
import { now, openScene, type Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

const later = new Date(now.getTime() + 3_600_000);
const run = async (sql: string, ...values: unknown[]) => (await scene.database.pool.query(sql, values)).rows;
const count = (): Promise<number> => scene.database.transaction((tx) => tallyClosed(tx, later, 10));
const kept = async (): Promise<unknown> =>
  (await run(`select tally from batch where id = $1`, scene.ours.batch))[0]?.tally;
const read = () => batchProgress(scene.database, scene.ours.practice, scene.ours.batch);
const decide = `update outreach set seq = seq + 1 where id = $1`;

beforeEach(async () => {
  await run(`update attempt set state = 'accepted' where id = $1`, scene.ours.attempt);
  await run(`update notice set state = 'withdrawn', closed_at = $2 where id = $1`, scene.ours.notice, now);
  await run(`update batch set closed_at = $2 where id = $1`, scene.ours.batch, now);
});
afterEach(() => run(`update batch set closed_at = null, tally = null where id = $1`, scene.ours.batch));

test('a running batch is counted as it is asked for', async () => {
  await run(`update batch set closed_at = null where id = $1`, scene.ours.batch);
  expect([await count(), await kept()]).toEqual([0, null]);
  expect(await read()).toMatchObject({ counts: { withdrawn: 1, open: 0 }, withOperator: 1, attempts: { sms: 1 } });
});

test('one that is over is counted once, and reads the same', async () => {
  const before = await read();
  expect(await count()).toBe(1);
  expect(await kept()).not.toBeNull();
  expect(await read()).toEqual(before);
  expect(await count()).toBe(0);
});

test('a patient who is reached after all is not missing from the count', async () => {
  await count();
  await run(decide, scene.ours.outreach);
  expect(await kept()).toBeNull();
  await run(`update notice set state = 'unreachable' where id = $1`, scene.ours.notice);
  expect((await read())?.counts).toMatchObject({ withdrawn: 0, unreachable: 1 });
});

test.each(['queued', 'in_doubt'])('while a message is %s, nobody counts for good', async (state) => {
  await run(`update attempt set state = $2 where id = $1`, scene.ours.attempt, state);
  expect([await count(), await kept()]).toEqual([0, null]);
});

test('another batch that changes leaves the tally as it is', async () => {
  await count();
  await run(decide, scene.theirs.outreach);
  expect(await kept()).not.toBeNull();
});

test('a decision that is not committed yet is not counted away', async () => {
  const client = await scene.database.pool.connect();
  try {
    await client.query('begin');
    await client.query(decide, [scene.ours.outreach]);
    expect(await count()).toBe(0);
    await client.query('commit');
  } finally {
    client.release();
  }
  expect(await count()).toBe(1);
});

test('a decision made while somebody counts forgets what was counted', async () => {
  let decided: Promise<unknown> | undefined;
  await scene.database.transaction(async (tx) => {
    expect(await tallyClosed(tx, later, 10)).toBe(1);
    // It waits for the count to be committed.
    decided = run(decide, scene.ours.outreach);
    await waiting();
  });
  await decided;
  expect(await kept()).toBeNull();
});

/** Until a statement waits for another's lock. */
async function waiting(): Promise<void> {
  for (;;) {
    const rows = await run(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}
