import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type Database, openDatabase } from '../src/index.js';
import { type FreshDatabase, freshDatabase, testKeys } from '../src/testing.js';

let fresh: FreshDatabase;
let database: Database;
const told: Error[] = [];
let hear: () => void;
const heard = new Promise<void>((resolve) => {
  hear = resolve;
});
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({
    url: fresh.url,
    poolSize: 2,
    encryptionKeys: testKeys,
    applicationName: 'test',
    onError: (error) => {
      told.push(error);
      hear();
    },
  });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

test('a connection that is cut in the middle of a transaction fails the transaction, and the process lives on', async () => {
  const killer = new pg.Client({ connectionString: fresh.url });
  await killer.connect();
  const cut = database.transaction(async (tx) => {
    const { rows } = await tx.query('select pg_backend_pid() pid');
    await killer.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    // Between two statements nobody awaits an answer that could fail.
    await heard;
    await tx.query('select 1');
  });
  await expect(cut).rejects.toThrow();
  expect(told.length).toBeGreaterThan(0);
  expect(await database.transaction(async (tx) => (await tx.query('select 1 one')).rows)).toEqual([{ one: 1 }]);
  await killer.end();
});

test('of statements asked together the one that failed says why, not those behind it', async () => {
  const failed = database.transaction((tx) =>
    Promise.all([
      // Its error is heard later than the other's, because it comes through one promise more.
      (async () => await (async () => await tx.query('select 1/0'))())(),
      tx.query('select 1'),
    ]),
  );
  await expect(failed).rejects.toMatchObject({ code: '22012' });
});

test('what a statement leads to never runs after the rollback of its transaction', async () => {
  await database.pool.query('create table written (n int)');
  let sequel: Promise<unknown> | undefined;
  const failed = database.transaction(async (tx) => {
    const first = tx.query('select 1');
    sequel = first
      .then(() => new Promise((resolve) => setImmediate(resolve)))
      .then(() => tx.query('insert into written values (1)'));
    sequel.catch(() => {});
    await tx.query('select 1/0');
  });
  await expect(failed).rejects.toMatchObject({ code: '22012' });
  await expect(sequel).rejects.toThrow();
  expect((await database.pool.query('select * from written')).rows).toEqual([]);
});

test('statements asked together are worked off in the order in which they were asked', async () => {
  const [, , answer] = await database.transaction((tx) =>
    Promise.all([
      tx.query('create temp table counted (n int)'),
      tx.query({ name: 'count-in', text: 'insert into counted values ($1), ($1)', values: [1] }),
      tx.query({ name: 'counted', text: 'select count(*)::int n from counted' }),
    ]),
  );
  expect(answer.rows).toEqual([{ n: 2 }]);
});
