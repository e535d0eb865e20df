import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const check = fileURLToPath(new URL('../../checks/edge-cases.mjs', import.meta.url));
const page = 'docs/edge-cases.md';
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rollcall-edge-cases-test-'));
  mkdirSync(join(root, 'docs'));
  mkdirSync(join(root, 'packages/domain/test'), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A page whose rows say "not yet", but for those given, and one file of tests. */
function checked(rows: Record<number, string>, tests: string, ...options: string[]) {
  const lines = Array.from(
    { length: 85 },
    (_, i) => `| ${i + 1} | it happens | we act | ${rows[i + 1] ?? 'not yet'} |`,
  );
  writeFileSync(join(root, page), ['| | case | rule | tests |', '|---|---|---|---|', ...lines, ''].join('\n'));
  writeFileSync(join(root, 'packages/domain/test/a.test.ts'), tests);
  return again(...options);
}
function again(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [check, root, ...options], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}
const row = (number: number): string =>
  readFileSync(join(root, page), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${number} |`)) ?? '';

const proving = "test('nobody is called [edge cases 2, 3]', () => {});\ntest('nor texted [edge case 3]', () => {});\n";

test('the links are written from the marks, the prose stays, and what was written is true', () => {
  checked({ 4: 'not yet: no carrier tells us' }, proving, '--write');
  expect(row(3)).toBe(
    '| 3 | it happens | we act | [nobody is called](../packages/domain/test/a.test.ts)<br>[nor texted](../packages/domain/test/a.test.ts) |',
  );
  expect(row(4)).toBe('| 4 | it happens | we act | not yet: no carrier tells us |');
  const { status, said } = again();
  expect(said).toContain('2 of 85 have tests');
  expect(said).toContain('not yet: 83');
  expect(status).toBe(0);
});

test.each([
  ['a test nobody links', {}, proving, 'case 2 has other tests than the row says'],
  ['a link to a test that is not there', { 9: '[gone](../x.test.ts)' }, '', 'case 9 has no test'],
  ['a case that is not', {}, "test('x [edge case 86]', () => {});", 'no such case'],
  ['a test that does not run', {}, "test.skip('x [edge case 1]', () => {});", 'proves nothing'],
  ['a mark in a comment', {}, "// test('x [edge case 1]');", 'must end the name'],
  ['a mark within the name', {}, "test('x [edge case 1] y', () => {});", 'must end the name'],
])('%s is a lie', (_what, rows, tests, why) => {
  const { status, said } = checked(rows as Record<number, string>, tests);
  expect(said).toContain(why);
  expect(status).toBe(1);
});

test('a page without one of the rows is a lie', () => {
  checked({}, '');
  writeFileSync(join(root, page), readFileSync(join(root, page), 'utf8').replace(/^\| 40 .*\n/m, ''));
  expect(again()).toEqual({ status: 1, said: expect.stringContaining('case 40 has no row') });
});
