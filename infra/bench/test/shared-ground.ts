/** One Postgres and one Redis for all runs of a test file; each run has a database, a part of Redis and a folder of its own. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Ground, openGround } from '../src/ground.js';

export interface SharedGround {
  /** As fresh as one that was just opened; at most fifteen of them. */
  anew(): Promise<Ground>;
  close(): Promise<void>;
}

export async function shareGround(): Promise<SharedGround> {
  const shared = await openGround();
  const opened: Ground[] = [];
  return {
    anew: async () => {
      const n = opened.length + 1;
      const dir = join(shared.dir, `run-${n}`);
      mkdirSync(dir);
      chmodSync(dir, 0o755);
      await shared.look.query(`create database run_${n}`);
      const databaseUrl = Object.assign(new URL(shared.databaseUrl), { pathname: `/run_${n}` }).toString();
      const look = new pg.Client({ connectionString: databaseUrl });
      await look.connect();
      await look.query('create extension pg_stat_statements');
      const ground = {
        ...shared,
        dir,
        databaseUrl,
        redisUrl: `${shared.redisUrl}/${n}`,
        look,
        close: () => look.end(),
      };
      opened.push(ground);
      return ground;
    },
    close: () => shared.close(),
  };
}
