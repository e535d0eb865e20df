/** For tests: a migrated template once, then a fresh database per test file in milliseconds. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from './migrate.js';

const template = 'rollcall_template';

const withDatabase = (adminUrl: string, name: string): string => {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
};

async function admin<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Creates and migrates the template database. */
export async function prepareTemplate(adminUrl: string): Promise<void> {
  await admin(adminUrl, async (client) => {
    await client.query(`drop database if exists ${template} with (force)`);
    await client.query(`create database ${template}`);
  });
  await migrate(withDatabase(adminUrl, template));
}

export interface FreshDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database of its own for one test file. `TEST_DATABASE_URL` is set by the test harness. */
export async function freshDatabase(adminUrl = process.env.TEST_DATABASE_URL): Promise<FreshDatabase> {
  if (!adminUrl) throw new Error('TEST_DATABASE_URL is not set: run the tests through npm test');
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Block by block through the log it would take twice to four times as long (measured); nothing here outlives a crash.
  await admin(adminUrl, (client) => client.query(`create database ${name} template ${template} strategy file_copy`));
  return {
    url: withDatabase(adminUrl, name),
    drop: async () => {
      await admin(adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** Two keys of a ring that is good for tests only. */
export const testKeys = `test:${Buffer.alloc(32, 1).toString('base64')},index:${Buffer.alloc(32, 2).toString('base64')}`;
