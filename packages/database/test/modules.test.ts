/** Two versions of one module never work at the same time (I21). */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../src/connect.js';
import { ClockWrong, ModuleTaken, moduleDatabase, mostSkewMs, takeModule } from '../src/modules.js';
import { freshDatabase, testKeys } from '../src/testing.js';

let database: Database;
let fresh: Awaited<ReturnType<typeof freshDatabase>>;
beforeEach(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 12, encryptionKeys: testKeys, applicationName: 'modules-test' });
});
afterEach(async () => {
  await database.close();
  await fresh.drop();
});

const now = new Date('2026-11-24T12:00:00Z');
const build = (version: number): Database => moduleDatabase(database, 'planner', () => now, version);
const version = async () => (await database.pool.query(`select version from module_version`)).rows;
const waiting = async (): Promise<number> =>
  (await database.pool.query(`select count(*)::int n from pg_locks where locktype = 'advisory' and not granted`))
    .rows[0].n;
async function untilWaiting(n: number): Promise<void> {
  while ((await waiting()) < n) await new Promise((resolve) => setImmediate(resolve));
}

test('the first newer build takes over, and the older one stops before it writes', async () => {
  const [older, newer] = [build(1), build(2)];
  expect(await older.transaction(async () => 'worked')).toBe('worked');
  expect(await newer.transaction(async () => 'worked')).toBe('worked');
  let ran = false;
  await expect(
    older.transaction(async (tx) => {
      await tx.query('select 1');
      ran = true;
    }),
  ).rejects.toThrow(ModuleTaken);
  expect(ran).toBe(false);
  await expect(build(1).transaction(async () => 'worked')).rejects.toThrow('version 2 of the planner is at work');
  expect(await version()).toEqual([{ version: 2 }]);
});

test('replicas of one build work side by side, and modules do not wait for each other', async () => {
  const [one, two] = [build(1), build(1)];
  const other = moduleDatabase(database, 'relay', () => now, 7);
  const nested = await one.transaction(() => two.transaction(() => other.transaction(async () => 'all three')));
  expect(nested).toBe('all three');
});

test('a round under way is neither cut off nor overlapped', async () => {
  const [older, newer] = [build(1), build(2)];
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const order: string[] = [];
  let begun: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const round = older.transaction(async (tx) => {
    await tx.query('select 1');
    begun();
    await finished;
    order.push('the older round');
  });
  await started;
  const takeover = newer.transaction(async (tx) => {
    await tx.query('select 1');
    order.push('the newer round');
  });
  await untilWaiting(1);
  // Another round of the older build queues behind the takeover instead of starving it.
  const late = expect(
    older.transaction(async (tx) => {
      await tx.query('select 1');
      order.push('too late');
    }),
  ).rejects.toThrow(ModuleTaken);
  await untilWaiting(2);
  finish();
  await round;
  await takeover;
  await late;
  expect(order).toEqual(['the older round', 'the newer round']);
});

test('with eight busy replicas of two builds, no write of the older follows one of the newer', async () => {
  await database.pool.query(`create table written (n bigint generated always as identity, version int)`);
  const rounds = async (own: Database, v: number): Promise<void> => {
    for (let i = 0; i < 60; i++) {
      try {
        await own.transaction(async (tx) => {
          await tx.query(`insert into written (version) values ($1)`, [v]);
          await tx.query(`insert into written (version) values ($1)`, [v]);
        });
      } catch (error) {
        if (!(error instanceof ModuleTaken)) throw error;
        return;
      }
    }
  };
  const older = [1, 2, 3, 4].map(() => rounds(build(1), 1));
  while ((await database.pool.query(`select count(*)::int n from written`)).rows[0].n < 40)
    await new Promise((resolve) => setImmediate(resolve));
  const newer = [1, 2, 3, 4].map(() => rounds(build(2), 2));
  await Promise.all([...older, ...newer]);
  const { rows } = await database.pool.query(
    `select max(n) filter (where version = 1) < min(n) filter (where version = 2) apart,
       count(*) filter (where version = 1)::int older, count(*) filter (where version = 2)::int newer from written`,
  );
  expect(rows[0]).toMatchObject({ apart: true, newer: 480 });
  expect(rows[0].older).toBeLessThan(480);
});

test('set back by hand, the newer build stops too, and the older one starts again', async () => {
  const newer = build(2);
  await newer.transaction(async () => {});
  await database.pool.query(`update module_version set version = 1 where module = 'planner'`);
  await expect(newer.transaction(async () => {})).rejects.toThrow(ModuleTaken);
  expect(await build(1).transaction(async () => 'worked')).toBe('worked');
});

test('taking again what is ours changes nothing', async () => {
  await takeModule(database, 'planner', 3, now);
  await takeModule(database, 'planner', 3, new Date(now.getTime() + 1000));
  const { rows } = await database.pool.query(`select version, since from module_version`);
  expect(rows).toEqual([{ version: 3, since: now }]);
});

test.each([mostSkewMs + 5000, -mostSkewMs - 5000])(
  'a process whose clock is %d ms off decides nothing until it is right: nobody is called at night, or given up too early [edge case 37]',
  async (skewMs) => {
    let off = skewMs;
    const skewed = moduleDatabase(
      database,
      'planner',
      () => now,
      1,
      () => new Date(Date.now() + off),
    );
    let ran = false;
    const round = () =>
      skewed.transaction(async (tx) => {
        await tx.query('select 1');
        ran = true;
      });
    await expect(round()).rejects.toThrow(ClockWrong);
    expect(ran).toBe(false);
    off = 5000;
    await round();
    expect(ran).toBe(true);
  },
);
