import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const dir = mkdtempSync(join(tmpdir(), 'rollcall-clock-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const preload = new URL('../../dist/chaos/clock-step.js', import.meta.url).href;
const run = { env: { PATH: process.env.PATH ?? '', CHAOS_CLOCK_DIR: dir } };

test('a process whose clock is stepped is wrong by so much, in every way of asking, and its timers are not', async () => {
  const program = `
    console.log('up');
    process.on('message', () => {
      const from = performance.now();
      setTimeout(() => process.send([Date.now(), +new Date(), Date.parse(Date()), performance.now() - from]), 20);
    });`;
  const child = spawn(process.execPath, ['--import', preload, '-e', program], {
    ...run,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const told = () => new Promise<number[]>((resolve) => child.once('message', (m) => resolve(m as number[])));
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  const ask = (): Promise<number[]> => {
    const answer = told();
    child.send('?');
    return answer;
  };
  writeFileSync(join(dir, String(child.pid)), '3600000');
  child.kill('SIGUSR2');
  // The signal is handled when the process comes round to it.
  let [now = 0, made = 0, said = 0, waited = 0] = await ask();
  while (now < Date.now() + 1_800_000) [now = 0, made = 0, said = 0, waited = 0] = await ask();
  for (const at of [now, made, said]) expect(Math.abs(at - Date.now() - 3_600_000)).toBeLessThan(60_000);
  expect(waited).toBeLessThan(60_000);
  child.kill('SIGKILL');
});

test('dates stay dates', () => {
  const said = execFileSync(
    process.execPath,
    [
      '--import',
      preload,
      '-p',
      'const d = new Date(0); [d instanceof Date, new Date() instanceof Date, d.toISOString(), Date.UTC(1970, 0, 1), typeof Date()].join()',
    ],
    { ...run, encoding: 'utf8' },
  );
  expect(said.trim()).toBe('true,true,1970-01-01T00:00:00.000Z,0,string');
});
