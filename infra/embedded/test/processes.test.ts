import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort, freePorts } from '../src/ports.js';
import { type Proc, startProcess } from '../src/processes.js';

const entry = fileURLToPath(new URL('./fixtures/answering.mjs', import.meta.url));
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'rollcall-processes-test-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

async function start(onDeath?: (name: string, lines: string) => void): Promise<{ proc: Proc; url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const proc = startProcess({
    name: 'answering',
    entry,
    env: { PORT: String(port) },
    logFile: join(dir, `${port}.log`),
    healthUrl: `${url}/readyz`,
    ...(onDeath ? { onDeath } : {}),
  });
  await proc.ready();
  return { proc, url };
}

test('a process gets the variables it was given and none of ours: a secret of one service stays with it', async () => {
  process.env.SECRET_OF_ANOTHER = 'x';
  const { proc, url } = await start();
  const names = (await (await fetch(`${url}/env`)).json()) as string[];
  expect(names.sort()).toEqual(['PATH', 'PORT']);
  expect(proc.rssMb()).toBeGreaterThan(process.platform === 'linux' ? 10 : -1);
  await proc.stop();
  expect(await proc.exited).toBe(0);
});

test('an unexpected death is told with the last lines of the log, a wanted one is not', async () => {
  const deaths: string[] = [];
  const { proc, url } = await start((name, lines) => deaths.push(`${name}: ${lines}`));
  await fetch(`${url}/die`).catch(() => {});
  expect(await proc.exited).toBe(3);
  expect(deaths).toEqual(['answering: the last words']);
  await proc.restart();
  await proc.ready();
  proc.kill('SIGKILL');
  expect(await proc.exited).toBeNull();
  expect(deaths).toHaveLength(1);
});

test('a process that ends while starting rejects with what it said', async () => {
  const logFile = join(dir, 'missing.log');
  const proc = startProcess({
    name: 'missing',
    entry: join(dir, 'missing.js'),
    env: {},
    logFile,
    healthUrl: 'http://127.0.0.1:1/readyz',
  });
  await expect(proc.ready()).rejects.toThrow('missing ended while starting');
  expect(readFileSync(logFile, 'utf8')).toContain('Cannot find module');
});

test('free ports are all different, and the preferred one where it is free', async () => {
  const [wanted = 0] = await freePorts([0]);
  const ports = await freePorts([wanted, 0, 0, 0, 0]);
  expect(ports[0]).toBe(wanted);
  expect(new Set(ports).size).toBe(5);
});
