/** Whom Postgres runs as. It refuses root, so for root we step down to an unprivileged system user. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Owner {
  uid: number;
  gid: number;
}

/** Null when we are an ordinary user already; else `postgres`, created where the system allows it, or `nobody`. */
export function unprivilegedOwner(): Owner | null {
  if (process.getuid?.() !== 0) return null;
  const owner = find('postgres') ?? create() ?? find('nobody');
  if (!owner) throw new Error('Postgres does not run as root, and there is no other user to run it as');
  return owner;
}

function find(user: string): Owner | null {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((l) => l.startsWith(`${user}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
  } catch {
    return null;
  }
}

function create(): Owner | null {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres'], {
      stdio: 'ignore',
    });
  } catch {
    // No useradd here, a read-only /etc, or another process was faster.
  }
  return find('postgres');
}
