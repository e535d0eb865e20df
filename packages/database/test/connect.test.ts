import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type Database, openDatabase } from '../src/index.js';
import { type FreshDatabase, freshDatabase, testKeys } from '../src/testing.js';

let fresh: FreshDatabase;
let database: Database;
const told: Error[] = [];
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({
    url: fresh.url,
    poolSize: 2,
    encryptionKeys: testKeys,
    applicationName: 'test',
    onError: (error) => told.push(error),
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
    const heard = new Promise<void>((resolve) => (tx as pg.ClientBase).once('error', () => resolve()));
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
