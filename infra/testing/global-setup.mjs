// One Postgres for all tests, in a folder that goes away with it; a migrated template that test files copy in milliseconds.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplate } from '../../packages/database/dist/testing.js';
import { startPostgres } from '../embedded/dist/postgres.js';

const prefix = 'rollcall-test-';
const hourMs = 3_600_000;

export default async function setup() {
  if (!process.env.TEST_DATABASE_URL) {
    sweep();
    const dataDir = mkdtempSync(join(tmpdir(), prefix));
    const postgres = await startPostgres({ dataDir, fsync: false, maxConnections: 400 });
    globalThis.__rollcallPostgres = { postgres, dataDir };
    process.env.TEST_DATABASE_URL = postgres.adminUrl;
  }
  await prepareTemplate(process.env.TEST_DATABASE_URL);
}

/** Runs that were killed could not remove their folder: those without a server, and too old to be starting one. */
function sweep() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const dir = join(tmpdir(), name);
    try {
      const isOld = Date.now() - statSync(dir).mtimeMs > hourMs;
      if (isOld && !existsSync(join(dir, 'data', 'postmaster.pid'))) rmSync(dir, { recursive: true, force: true });
    } catch {
      // Another user's, or swept by another run at the same moment.
    }
  }
}
