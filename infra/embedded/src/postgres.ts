/**
 * A Postgres of our own, from the npm package's binaries: nothing to install. It listens on the loopback interface only,
 * keeps its password beside its data, and ends when we end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './ports.js';
import { binaries } from './postgres/binaries.js';
import { type Cluster, openCluster, superuser } from './postgres/cluster.js';
import { unprivilegedOwner } from './postgres/owner.js';
import { tail } from './tail.js';
import { tether } from './tether.js';

export interface EmbeddedPostgres {
  /** A connection string with the password, for the database named (default `postgres`). */
  url(database?: string): string;
  /** `url('postgres')`: from here databases are created. */
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
  /**
   * Cuts open connections; what is committed stays. `immediate` leaves the rest to the recovery of the next start, as a
   * crash would.
   */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
}
export interface PostgresOptions {
  /** Created when missing, used again when there. One server at a time. */
  dataDir: string;
  /** Default: a free one. */
  port?: number;
  maxConnections?: number;
  sharedBuffersMb?: number;
  /** Libraries to load at the start, `pg_stat_statements` for one. */
  preload?: readonly string[];
  /** Off only for tests: a crash of the machine may then lose data. */
  fsync?: boolean;
}

const maxTries = 3;
const readyTimeoutMs = 30_000;

/** Starts the server and waits until it answers. Throws with its last words when it does not. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const owner = unprivilegedOwner();
  const bin = binaries(owner);
  const cluster = await openCluster(bin, options.dataDir, owner);
  for (let n = 1; ; n++) {
    const port = options.port ?? (await freePort());
    const { server, logFile } = launch(bin, cluster, port, options, owner);
    const letGo = tether(server.pid ?? 0, owner);
    server.once('exit', letGo);
    const url = (database = 'postgres'): string =>
      `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/${database}`;
    try {
      await untilReady(server, url());
      return { url, adminUrl: url(), port, pid: server.pid ?? 0, stop: (how) => stop(server, how) };
    } catch (error) {
      await stop(server);
      const words = tail(logFile);
      // Another process took the free port between our look and the server's bind.
      const portTaken = options.port === undefined && words.includes('could not bind');
      // The children of a server that was killed live on for a moment.
      const notYetFree = words.includes('shared memory block') && words.includes('still in use');
      if (notYetFree) await new Promise((resolve) => setTimeout(resolve, 500));
      if (n < maxTries && (portTaken || notYetFree)) continue;
      throw new Error(`Postgres did not start: ${(error as Error).message}\n${words}`);
    }
  }
}

function launch(
  bin: string,
  { home, data }: Cluster,
  port: number,
  options: PostgresOptions,
  owner: { uid: number; gid: number } | null,
): { server: ChildProcess; logFile: string } {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `max_connections=${options.maxConnections ?? 200}`,
    `shared_buffers=${options.sharedBuffersMb ?? 64}MB`,
    'unix_socket_directories=',
    'max_wal_size=512MB',
    // Containers often have no more than 64 MB of shared memory; parallel queries take theirs from it.
    'max_parallel_workers_per_gather=0',
    'log_min_messages=warning',
    // A statement's values are patient data.
    'log_min_error_statement=panic',
    'timezone=UTC',
    'jit=off',
    ...(options.preload?.length ? [`shared_preload_libraries=${options.preload.join(',')}`] : []),
    ...(options.fsync === false ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ];
  const logFile = join(home, 'postgres.log');
  const log = openSync(logFile, 'w', 0o600);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((s) => ['-c', s])], {
    ...owner,
    cwd: home,
    // A group of its own: Ctrl-C is for us, and the database must outlive the services.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return { server, logFile };
}

const hasEnded = (server: ChildProcess): boolean =>
  server.pid === undefined || server.exitCode !== null || server.signalCode !== null;

function stop(server: ChildProcess, how: 'fast' | 'immediate' = 'fast'): Promise<void> {
  return new Promise((resolve) => {
    if (hasEnded(server)) return resolve();
    server.once('exit', () => resolve());
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  });
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  let failure: Error | undefined;
  server.once('error', (error) => {
    failure = error;
  });
  const end = performance.now() + readyTimeoutMs;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      // Somebody else's server on our port would have refused the password.
      return;
    } catch {
      if (failure) throw failure;
      if (hasEnded(server)) throw new Error('it ended at once');
      if (performance.now() > end) throw new Error('it did not answer in time');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
