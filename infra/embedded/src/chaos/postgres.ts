/** The run's own Postgres: it can be ended both ways, and comes back where it was. */

import pg from 'pg';
import { freePort } from '../ports.js';
import { type EmbeddedPostgres, startPostgres } from '../postgres.js';

export interface ChaosPostgres {
  url: string;
  /** One connection of the judge's own; opened anew after each restart. Rejects while the server is away. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  restart(how: 'fast' | 'immediate'): Promise<void>;
  stop(): Promise<void>;
}

/** Room for all processes' pools, and not much more. */
const maxConnections = 150;

export async function startChaosPostgres(dataDir: string): Promise<ChaosPostgres> {
  const port = await freePort();
  const start = (): Promise<EmbeddedPostgres> => startPostgres({ dataDir, port, maxConnections });
  let server = await start();
  let client: pg.Client | null = null;
  const connected = async (): Promise<pg.Client> => {
    if (client) return client;
    const opened = new pg.Client({ connectionString: server.url(), connectionTimeoutMillis: 2000 });
    opened.on('error', () => {
      if (client === opened) client = null;
    });
    await opened.connect();
    client = opened;
    return opened;
  };
  const disconnect = async (): Promise<void> => {
    const open = client;
    client = null;
    await open?.end().catch(() => {});
  };
  return {
    url: server.url(),
    query: async (sql, values = []) => (await (await connected()).query(sql, values)).rows,
    restart: async (how) => {
      await disconnect();
      await server.stop(how);
      server = await start();
    },
    stop: async () => {
      await disconnect();
      await server.stop();
    },
  };
}
