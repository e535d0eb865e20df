/** A Redis of our own, where the machine has one: with the settings of production. It ends with us. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './ports.js';

export interface OwnRedis {
  url: string;
  readonly pid: number;
  /** Where it keeps its append-only file: what is written there is read by others. */
  dataDir: string;
  /** Sends one command; rejects when nobody answers. */
  command(words: string): Promise<string>;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function redisFound(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const readyWithinMs = 15_000;

export async function startRedis(dataDir: string): Promise<OwnRedis> {
  mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  let server: ChildProcess | null = null;
  const command = (words: string): Promise<string> => ask(port, words);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = server;
    server = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    server = spawn('redis-server', [...settings(port), '--dir', dataDir], { stdio: 'ignore' });
    // While it reads its file it says LOADING.
    const until = performance.now() + readyWithinMs;
    while ((await command('PING').catch(() => '')) !== '+PONG') {
      if (performance.now() > until) throw new Error('redis-server did not start');
      await pause(50);
    }
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return server?.pid ?? 0;
    },
    dataDir,
    command,
    kill: () => end('SIGKILL'),
    start,
    stop: () => end('SIGTERM'),
  };
}

const settings = (port: number): string[] => [
  ...['--port', String(port), '--bind', '127.0.0.1', '--save', ''],
  ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
];

/** The first line of the answer. */
const ask = (port: number, words: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write(`${words}\r\n`));
    socket.setTimeout(3000, () => socket.destroy(new Error('redis does not answer')));
    socket.once('data', (data) => {
      socket.end();
      resolve(data.toString('utf8').split('\r\n')[0] ?? '');
    });
    socket.once('error', reject);
  });
