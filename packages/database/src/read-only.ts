/** Connections that can read and nothing else, for whoever watches the running system. */
import pg from 'pg';

export interface ReadOnlyDatabase {
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

/** Whoever watches must never be what everybody waits for. */
const statementTimeoutMs = 20_000;
/** One for the look under way, one for the question whether we are ready. */
const connections = 2;

export function openReadOnly(options: {
  url: string;
  applicationName: string;
  onError?: (error: Error) => void;
}): ReadOnlyDatabase {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: connections,
    application_name: options.applicationName,
    options: `-c default_transaction_read_only=on -c jit=off -c statement_timeout=${statementTimeoutMs}`,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  pool.on('error', (error) => options.onError?.(error));
  return {
    query: async (sql, values) => (await pool.query(sql, values)).rows,
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
