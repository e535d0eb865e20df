/** A Postgres and a Redis for one measurement: fresh, with the settings of production, commits on disk. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisFound, startPostgres, startRedis } from '@rollcall/embedded';
import pg from 'pg';

export interface Ground {
  dir: string;
  databaseUrl: string;
  redisUrl: string;
  pids: { postgres: number; redis: number };
  /** A connection beside the measured ones. */
  look: pg.Client;
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  if (!redisFound()) throw new Error('the bench measures the Redis backend: install redis-server');
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  // The database runs as a user of its own when we are root.
  chmodSync(dir, 0o755);
  const postgres = await startPostgres({
    dataDir: join(dir, 'postgres'),
    sharedBuffersMb: 256,
    preload: ['pg_stat_statements'],
  });
  const redis = await startRedis(join(dir, 'redis'));
  const look = new pg.Client({ connectionString: postgres.url() });
  await look.connect();
  await look.query('create extension pg_stat_statements');
  return {
    dir,
    databaseUrl: postgres.url(),
    redisUrl: redis.url,
    pids: { postgres: postgres.pid, redis: redis.pid },
    look,
    close: async () => {
      await look.end();
      await redis.stop();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A ground for the length of `work`. */
export async function onGround<T>(work: (ground: Ground) => Promise<T>): Promise<T> {
  const ground = await openGround();
  try {
    return await work(ground);
  } finally {
    await ground.close();
  }
}
