import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { startPostgres } from '../src/postgres.js';
import { until } from './until.js';

const fixture = fileURLToPath(new URL('./fixtures/postgres-parent.mjs', import.meta.url));
let dir = '';
const options = () => ({ dataDir: join(dir, 'postgres'), maxConnections: 10 });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rollcall-postgres-test-'));
  // For root, the user that Postgres steps down to has to reach it.
  chmodSync(dir, 0o755);
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed takes the connection with it; the query's own rejection says so.
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const isRunning = (pid: number): boolean => {
  try {
    // A zombie whose parent is gone counts as ended.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test('what was committed is there after a kill and a second start in the same folder', async () => {
  const first = await startPostgres(options());
  await query(first.adminUrl, 'create table kept (id int); insert into kept values (1)');
  await expect(startPostgres(options())).rejects.toThrow('another Postgres');
  process.kill(first.pid, 'SIGKILL');
  await first.stop();
  await until(() => !isRunning(first.pid));
  const second = await startPostgres(options());
  expect(await query(second.url(), 'select id from kept')).toEqual([{ id: 1 }]);
  await second.stop();
});

test('exclusion constraints over ranges work: slots depend on them', async () => {
  const postgres = await startPostgres(options());
  await query(postgres.adminUrl, 'create extension btree_gist');
  await postgres.stop();
});

test('nobody without the password gets in, and the password is for its owner only', async () => {
  const postgres = await startPostgres(options());
  const url = new URL(postgres.url());
  url.password = 'guessed';
  await expect(query(url.toString(), 'select 1')).rejects.toThrow('password authentication failed');
  expect(statSync(join(dir, 'postgres', 'password')).mode & 0o077).toBe(0);
  const [row] = await query<{ listen_addresses: string }>(postgres.url(), 'show listen_addresses');
  expect(row?.listen_addresses).toBe('127.0.0.1');
  await postgres.stop();
});

test('no Postgres stays behind when the process that started it is killed', async () => {
  const parent = fork(fixture, [join(dir, 'postgres')]);
  const [{ pid }] = (await once(parent, 'message')) as [{ pid: number }];
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isRunning(pid));
});
