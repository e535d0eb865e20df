/** Ends a process that cannot notice by itself when we are gone. */
import { spawn } from 'node:child_process';

/**
 * Sends SIGINT to `pid` once this process has ended, however it ended. Returns how to let it go; do so as soon as `pid`
 * has ended, since its number may be given to another.
 */
export function tether(pid: number, owner: { uid: number; gid: number } | null): () => void {
  // The shell reads from a pipe that only we hold: when we die, even by SIGKILL, the kernel closes it.
  const watcher = spawn('/bin/sh', ['-c', 'while read -r _; do :; done; kill -INT "$1"', 'tether', String(pid)], {
    ...owner,
    cwd: '/',
    // A group of its own, so that Ctrl-C on the terminal leaves it to its work.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // A machine without a shell is without the tether, no more.
  watcher.once('error', () => {});
  watcher.stdin.once('error', () => {});
  watcher.unref();
  (watcher.stdin as unknown as { unref?: () => void }).unref?.();
  return () => {
    watcher.kill('SIGKILL');
  };
}
