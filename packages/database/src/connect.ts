/**
 * A pool, its sealer, and transactions that try again when Postgres asks for it.
 *
 * Statements that are asked without waiting for one another travel together: one message there, one back, and Postgres
 * works them off in the order in which they were asked. Waiting for each costs more than what most of them do (measured:
 * 200 us of ours and 80 of the database's for a statement that reads one row by key). A failed one fails those behind it.
 */
import type { Socket } from 'node:net';
import type { ServiceContext } from '@rollcall/platform';
import pg from 'pg';
import { readKeyRing } from './sealing/key-ring.js';
import { Sealer } from './sealing/sealer.js';
import { parameters, types } from './wire.js';

export type Tx = Pick<pg.ClientBase, 'query'>;

export interface Database {
  readonly pool: pg.Pool;
  readonly sealer: Sealer;
  /** Runs `work` in one transaction; on deadlock or serialization failure the whole of it runs again, at most 5 times. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` on one connection without a transaction: for reads that travel together. */
  reading<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
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
  .concat('-c jit=off', '-c timezone=UTC')
  .join(' ');

/** What is asked before we next wait for anything leaves in one write. */
function sendTogether(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  const query = client.query.bind(client) as (...asked: unknown[]) => unknown;
  client.query = ((asked: unknown, values?: unknown, ...more: unknown[]) => {
    if (stream.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => stream.uncork());
    }
    if (Array.isArray(values)) return query(asked, parameters(values), ...more);
    const named = asked as pg.QueryConfig;
    const ready = named.values ? { ...named, values: parameters(named.values) } : asked;
    return query(ready, values, ...more);
  }) as typeof client.query;
}

/** SQLSTATE of a statement that came after one that failed. */
const abortedBefore = '25P02';
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';
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
    pipeline: true,
    types,
  });
  pool.on('connect', sendTogether);
  // The pool hears of idle connections only. One that is cut while it works fails its transaction, not the process: each
  // tells it itself.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)));
  const sealer = new Sealer(readKeyRing(options.encryptionKeys));
  return {
    pool,
    sealer,
    transaction: (work) => inTransaction(pool, work),
    reading: (work) => onOneConnection(pool, work),
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
    // Of statements asked together one may fail while another's sequel is still being made: it must not run after the rollback.
    let over = false;
    let cause: unknown;
    const query = async (...asked: unknown[]): Promise<unknown> => {
      if (over) throw new Error('the transaction is over');
      try {
        return await (client.query as (...asked: unknown[]) => Promise<unknown>)(...asked);
      } catch (error) {
        if (codeOf(error) !== abortedBefore) cause = error;
        throw error;
      }
    };
    const tx: Tx = { query: query as Tx['query'] };
    try {
      // Not waited for: it travels with the first statement of the work, and is looked at before the commit.
      const begun = client.query('begin');
      begun.catch(() => {});
      const result = await work(tx);
      await begun;
      over = true;
      await client.query('commit');
      return result;
    } catch (thrown) {
      over = true;
      // Behind a statement that failed all others fail for that alone: it says why.
      const error = codeOf(thrown) === abortedBefore ? cause : thrown;
      await client.query('rollback').catch((e: Error) => {
        broken = e;
      });
      if (n < maxTries && retriable.has(codeOf(error))) continue;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

async function onOneConnection<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** The unique or exclusion constraint an error names, or null. */
export function violated(error: unknown): string | null {
  const e = error as { code?: string; constraint?: string };
  return e.code === '23505' || e.code === '23P01' ? (e.constraint ?? 'unknown') : null;
}
