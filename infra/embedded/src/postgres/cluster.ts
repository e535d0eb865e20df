/** The data directory: created once, found again, and freed of what a killed server left behind. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { reachable } from './binaries.js';
import type { Owner } from './owner.js';

export interface Cluster {
  home: string;
  data: string;
  password: string;
}
export const superuser = 'rollcall';

/** How long a server whose owner has just been killed may take to shut down. */
const shutdownMs = 5000;

/** Finds or creates the cluster of `dir`. Rejects when another live server keeps using it. */
export async function openCluster(bin: string, dir: string, owner: Owner | null): Promise<Cluster> {
  const home = homeFor(dir, owner);
  const data = join(home, 'data');
  const passwordFile = join(home, 'password');
  if (existsSync(data) && existsSync(passwordFile)) {
    await removeStalePid(join(data, 'postmaster.pid'));
    return { home, data, password: readFileSync(passwordFile, 'utf8').trim() };
  }
  const password = randomBytes(18).toString('base64url');
  const partial = `${data}.partial`;
  for (const path of [data, partial]) rmSync(path, { recursive: true, force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  initdb(bin, { home, data: partial, passwordFile, owner });
  // Only a finished cluster gets the name that the next start trusts.
  renameSync(partial, data);
  return { home, data, password };
}

function initdb(
  bin: string,
  { home, data, passwordFile, owner }: { home: string; data: string; passwordFile: string; owner: Owner | null },
): void {
  const flags = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const where = [`--pgdata=${data}`, `--username=${superuser}`, `--pwfile=${passwordFile}`];
  try {
    execFileSync(join(bin, 'initdb'), [...where, ...flags], {
      ...owner,
      cwd: home,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    const hint = said.includes('user does not exist') ? '; run as a user that /etc/passwd lists' : '';
    throw new Error(`no database could be created in ${home}: ${said}${hint}`);
  }
}

/** `dir`, or, where the owner cannot walk to it (a checkout under /root), a place beside the temporary files. */
function homeFor(dir: string, owner: Owner | null): string {
  const here = resolve(dir);
  if (!owner) {
    mkdirSync(here, { recursive: true });
    return here;
  }
  const name = createHash('sha256').update(here).digest('hex').slice(0, 16);
  const home = reachable(dirname(here)) ? here : join(tmpdir(), `rollcall-data-${name}`);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const { uid } = statSync(home);
  if (uid !== 0 && uid !== owner.uid) throw new Error(`${home} belongs to another user; remove it and start again`);
  chownSync(home, owner.uid, owner.gid);
  return home;
}

async function removeStalePid(file: string): Promise<void> {
  const end = performance.now() + shutdownMs;
  for (let pid = readPid(file); pid !== null; pid = readPid(file)) {
    // In a container process ids repeat: Postgres would take ours, or a service's, for a living server.
    if (!isPostgres(pid)) return rmSync(file, { force: true });
    if (performance.now() > end) throw new Error(`another Postgres (process ${pid}) is using ${dirname(file)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function readPid(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

function isPostgres(pid: number): boolean {
  try {
    return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres');
  } catch {
    // No such process, or no `ps` (slim containers have none).
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return false;
  }
}
