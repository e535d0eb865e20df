/** A pool, its sealer, and transactions that try again when Postgres asks for it. */
import type { ServiceContext } from '@rollcall/platform';
import pg from 'pg';
import { readKeyRing } from './sealing/key-ring.js';
import { Sealer } from './sealing/sealer.js';

export type Tx = Pick<pg.ClientBase, 'query'>;

export interface Database {
  readonly pool: pg.Pool;
  readonly sealer: Sealer;
  /** Runs `work` in one transaction; on deadlock or serialization failure the whole of it runs again, at most 5 times. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  encryptionKeys: string;
  applicationName: string;
  onError?: (error: Error) => void;
}

// unnest() is planned for about 100 rows; on a small or unanalyzed table that picks a hash join over a sequential scan, or
// reads a whole partial index once per row (measured: 60 to 200 us a row instead of 5). Statements stay planned as they
// were when the tables were empty, and every hot one is a join by key: so nested index scans are forced.
const planner = ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'material']
  .map((way) => `-c enable_${way}=off`)
  .concat('-c jit=off')
  .join(' ');

const retriable = new Set(['40P01', '40001']);
const maxTries = 5;

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.applicationName,
    options: planner,
    // A lost server must surface as an error, not as a hang.
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  // The pool hears of idle connections only. One that is cut while it works fails its transaction, not the process: each
  // tells it itself.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)));
  const sealer = new Sealer(readKeyRing(options.encryptionKeys));
  return {
    pool,
    sealer,
    transaction: (work) => inTransaction(pool, work),
    ready: async () => {
      try {
        await pool.query('select 1');
        return true;
      } catch {
        return false;
      }
    },
    close: () => pool.end(),
  };
}

/** A process's database by its environment: opened, watched, and closed with the process. */
export function openServiceDatabase(
  service: string,
  environment: { DATABASE_URL: string; DATABASE_POOL: number; ENCRYPTION_KEYS: string },
  { logger, defer }: Pick<ServiceContext, 'logger' | 'defer'>,
): Database {
  const database = openDatabase({
    url: environment.DATABASE_URL,
    poolSize: environment.DATABASE_POOL,
    encryptionKeys: environment.ENCRYPTION_KEYS,
    applicationName: `rollcall-${service}`,
    onError: (error) => logger.error({ err: error }, 'database connection lost'),
  });
  defer(() => database.close(), 'database');
  return database;
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((e: Error) => {
        broken = e;
      });
      if (n < maxTries && retriable.has((error as { code?: string }).code ?? '')) continue;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** The unique or exclusion constraint an error names, or null. */
export function violated(error: unknown): string | null {
  const e = error as { code?: string; constraint?: string };
  return e.code === '23505' || e.code === '23P01' ? (e.constraint ?? 'unknown') : null;
}
