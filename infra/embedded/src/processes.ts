/** The services as real processes: started, watched, measured, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { request } from 'undici';
import { tail } from './tail.js';

export interface ProcessOptions {
  name: string;
  /** The built main.js. */
  entry: string;
  env: Record<string, string>;
  /** stdout and stderr, appended. */
  logFile: string;
  /** Where `/readyz` answers. */
  healthUrl: string;
  /** Called with the last lines of the log when the process ends and nobody asked it to. */
  onDeath?: (name: string, lastLines: string) => void;
}
export interface Proc {
  readonly name: string;
  readonly pid: number;
  readonly alive: boolean;
  readonly logFile: string;
  /** Resolves when the process that runs now has ended, with its exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Resolves when `/readyz` answers 200; rejects with the last lines of the log when the process ends before. */
  ready(timeoutMs?: number): Promise<void>;
  /** Over the channel between parent and child; one that has ended hears nothing. */
  tell(message: object): void;
  /** SIGKILL and the like; does not wait. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL when it takes too long. */
  stop(): Promise<void>;
  /** Starts the process again after it ended; from another build's main.js, or with more in its environment. */
  restart(changes?: { entry?: string; env?: Record<string, string> }): Promise<void>;
  /** Resident memory in MiB. */
  rssMb(): number;
}

/** Enough for a batch of 10,000 in intake; small enough for ten of them on a laptop. */
const heapMb = 256;
/** Of the young generation; the conductor's is larger: at half of it, it spent an eighth of its time collecting garbage (measured). */
const youngMb = (name: string): number => (name.startsWith('conductor') ? 32 : 16);
const stopGraceMs = 12_000;
const pollMs = 50;

/** Starts `entry` with exactly `env` (and PATH). It ends with us, even when we are killed. */
export function startProcess(options: ProcessOptions): Proc {
  mkdirSync(dirname(options.logFile), { recursive: true });
  let run = launch(options);
  const proc: Proc = {
    name: options.name,
    logFile: options.logFile,
    get pid() {
      return run.child.pid ?? 0;
    },
    get alive() {
      return isAlive(run.child);
    },
    get exited() {
      return run.exited;
    },
    ready: async (timeoutMs = 30_000) => {
      const end = performance.now() + timeoutMs;
      for (;;) {
        if (!proc.alive) throw new Error(`${options.name} ended while starting:\n${tail(options.logFile)}`);
        if (await answers(options.healthUrl)) return;
        if (performance.now() > end) throw new Error(`${options.name} did not become ready:\n${tail(options.logFile)}`);
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
    tell: (message) => {
      if (run.child.connected) run.child.send(message, () => {});
    },
    kill: (signal) => {
      run.expected = true;
      run.child.kill(signal);
    },
    stop: async () => {
      run.expected = true;
      if (!proc.alive) return;
      run.child.kill('SIGTERM');
      const forced = setTimeout(() => run.child.kill('SIGKILL'), stopGraceMs);
      await run.exited;
      clearTimeout(forced);
    },
    restart: async ({ entry = options.entry, env = {} } = {}) => {
      await run.exited;
      run = launch({ ...options, entry, env: { ...options.env, ...env } });
    },
    rssMb: () => {
      try {
        const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${run.child.pid}/status`, 'utf8'))?.[1];
        return kb ? Number(kb) / 1024 : 0;
      } catch {
        return 0;
      }
    },
  };
  return proc;
}

/** Stops all of them at once; resolves when the last has ended. */
export async function stopAll(processes: Iterable<Proc>): Promise<void> {
  await Promise.all([...processes].map((proc) => proc.stop()));
}

interface Run {
  child: ChildProcess;
  exited: Promise<number | null>;
  /** Somebody asked for its end. */
  expected: boolean;
}

function launch({ name, entry, env, logFile, onDeath }: ProcessOptions): Run {
  const log = openSync(logFile, 'a');
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMb}`, `--max-semi-space-size=${youngMb(name)}`, entry],
    {
      env: { PATH: process.env.PATH ?? '', ...env },
      // A group of its own: Ctrl-C is for us, and we stop things in their order.
      detached: true,
      // The IPC channel tells a process that its parent is gone.
      stdio: ['ignore', log, log, 'ipc'],
    },
  );
  closeSync(log);
  const run: Run = { child, expected: false, exited: exitOf(child) };
  void run.exited.then(() => {
    if (!run.expected) onDeath?.(name, tail(logFile));
  });
  return run;
}

const isAlive = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });

async function answers(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { headersTimeout: 2000 });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
