/** The services as real processes: started, watched, measured, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { request } from 'undici';

export interface ProcessOptions {
  name: string;
  /** The built main.js. */
  entry: string;
  env: Record<string, string>;
  /** stdout and stderr, appended. */
  logFile: string;
  /** Where `/readyz` answers. */
  healthUrl: string;
}
export interface Proc {
  readonly name: string;
  readonly pid: number;
  readonly alive: boolean;
  readonly logFile: string;
  ready(timeoutMs?: number): Promise<void>;
  /** SIGKILL and the like; does not wait. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL when it takes too long. */
  stop(): Promise<void>;
  /** Starts the same process again after it ended. */
  restart(): Promise<void>;
  /** Resident memory in MiB. */
  rssMb(): number;
}

const heapMb = 160;

export function startProcess(options: ProcessOptions): Proc {
  mkdirSync(dirname(options.logFile), { recursive: true });
  let child = launch(options);
  const ended = (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once('exit', () => resolve());
    });
  const proc: Proc = {
    name: options.name,
    logFile: options.logFile,
    get pid() {
      return child.pid ?? 0;
    },
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    ready: async (timeoutMs = 30_000) => {
      const end = performance.now() + timeoutMs;
      for (;;) {
        if (!proc.alive) throw new Error(`${options.name} ended while starting:\n${tail(options.logFile)}`);
        if (await answers(options.healthUrl)) return;
        if (performance.now() > end) throw new Error(`${options.name} did not become ready:\n${tail(options.logFile)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    kill: (signal) => {
      child.kill(signal);
    },
    stop: async () => {
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 12_000);
      await ended();
      clearTimeout(forced);
    },
    restart: async () => {
      await ended();
      child = launch(options);
    },
    rssMb: () => {
      try {
        const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
        return kb ? Number(kb) / 1024 : 0;
      } catch {
        return 0;
      }
    },
  };
  return proc;
}

function launch({ entry, env, logFile }: ProcessOptions): ChildProcess {
  const log = openSync(logFile, 'a');
  // The IPC channel tells a process that its parent is gone.
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, '--max-semi-space-size=8', entry], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

async function answers(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { headersTimeout: 2000 });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

/** The last lines of a log: what a person wants to see when a process died. */
export function tail(file: string, lines = 15): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}
