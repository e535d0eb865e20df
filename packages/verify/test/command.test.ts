import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { anna, exported, reported } from './a-ledger.js';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'rollcall-verify-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return name;
};
/** Without any variable but the folder: it needs neither a database nor anything else. */
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { INIT_CWD: dir },
  });
  return { status, words: stdout + stderr };
};
const lines = exported().map((l) => JSON.stringify(l));
const whole = file('export.ndjson', `${lines.join('\n')}\n`);
const report = file('report.json', JSON.stringify(reported()));

test('0: verified, in plain words', () => {
  expect(run(whole)).toMatchObject({ status: 0, words: expect.stringContaining('Verified.') });
  const both = run(whole, '--report', report);
  expect(both).toMatchObject({ status: 0, words: expect.stringContaining('what the events say') });
});

test('1: broken, with the first broken outreach and event', () => {
  const cut = file('cut.ndjson', lines.slice(0, 3).join('\n'));
  expect(run(cut)).toMatchObject({ status: 1, words: expect.stringContaining(`outreach ${anna}, event 3`) });
});

test('2: nothing to judge', () => {
  expect(run().status).toBe(2);
  expect(run('absent.ndjson').status).toBe(2);
  expect(run(whole, '--report', file('empty.json', '{}')).status).toBe(2);
  expect(run(file('text.ndjson', 'hello\n')).status).toBe(2);
});
