// One Postgres for all tests, in a folder that goes away with it; a migrated template that test files copy in milliseconds.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplate } from '../../packages/database/dist/testing.js';
import { startPostgres } from '../embedded/dist/index.js';

export default async function setup() {
  if (!process.env.TEST_DATABASE_URL) {
    const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
    const postgres = await startPostgres({ dataDir, fsync: false, maxConnections: 400 });
    globalThis.__rollcallPostgres = { postgres, dataDir };
    process.env.TEST_DATABASE_URL = postgres.url();
  }
  await prepareTemplate(process.env.TEST_DATABASE_URL);
}
