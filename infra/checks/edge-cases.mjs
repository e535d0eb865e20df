#!/usr/bin/env node
// docs/edge-cases.md and the tests say the same. A test that proves a case carries its number at the end of its name:
// `[edge case 28]` or `[edge cases 22, 31]`. The page has a row for each of the 85 cases; its last cell holds the tests with that
// mark, or says "not yet". `node infra/checks/edge-cases.mjs [root]` prints `file:line: why` for each lie and ends with 1;
// with `--write` it fills in the last cells, and leaves the prose alone.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [given] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const write = process.argv.includes('--write');
const root = resolve(given ?? fileURLToPath(new URL('../../', import.meta.url)));
const page = join(root, 'docs/edge-cases.md');
const cases = 85;
/** What the last cell of a case without a test begins with. */
const notYet = 'not yet';

const lies = [];
const lie = (file, line, why) => {
  lies.push(`${relative(root, file)}:${line}: ${why}`);
  return null;
};

const proofs = proofsOf(testFiles());
const lines = existsSync(page) ? readFileSync(page, 'utf8').split('\n') : [];
const rows = rowsOf(lines);
checkNumbers();
for (const row of rows) checkRow(row);
if (write) writeFileSync(page, lines.join('\n'));

const without = rows.filter(({ number }) => !proofs.has(number)).map(({ number }) => number);
const inPart = rows.filter(({ number, rule }) => proofs.has(number) && /\bnot yet\b/i.test(rule)).map((r) => r.number);
process.stdout.write(
  [
    ...lies,
    `edge cases: ${rows.length - without.length} of ${cases} have tests`,
    `not yet: ${without.length}${without.length > 0 ? ` (${without.join(', ')})` : ''}`,
    `in part: ${inPart.length}${inPart.length > 0 ? ` (${inPart.join(', ')})` : ''}`,
    '',
  ].join('\n'),
);
if (lies.length > 0) process.exit(1);

function checkNumbers() {
  const seen = new Set();
  for (const { number, line } of rows) {
    if (seen.has(number)) lie(page, line, `case ${number} has two rows`);
    if (number < 1 || number > cases) lie(page, line, `there is no case ${number}`);
    seen.add(number);
  }
  for (let n = 1; n <= cases; n++) if (!seen.has(n)) lie(page, 1, `case ${n} has no row`);
}

function checkRow({ number, line, what, rule, tests }) {
  if (what === '' || rule === '') lie(page, line, `case ${number} does not say what happens, or what we do`);
  const found = proofs.get(number);
  const right = found ? [...new Set(found.map(link))].join('<br>') : tests.startsWith(notYet) ? tests : notYet;
  if (tests === right) return;
  if (write) lines[line - 1] = `| ${number} | ${what} | ${rule} | ${right} |`;
  else if (!found) lie(page, line, `case ${number} has no test; the row must say "${notYet}"`);
  else
    lie(page, line, `case ${number} has other tests than the row says: run node infra/checks/edge-cases.mjs --write`);
}

function rowsOf(text) {
  return text.flatMap((row, i) => {
    const [, number, what, rule, tests] = /^\| (\d+) \| (.*?) \| (.*?) \| (.*) \|$/.exec(row) ?? [];
    return number ? [{ number: Number(number), line: i + 1, what, rule, tests }] : [];
  });
}

function link({ name, file }) {
  const words = name.replace(/[[\]|]/g, '\\$&');
  return `[${words}](${relative(dirname(page), file)})`;
}

/** Tests by the cases they prove, in the order of their files. */
function proofsOf(files) {
  const found = new Map();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(/\[edge cases?([^\]]*)\]/g)) {
      const line = text.slice(0, match.index).split('\n').length;
      const name = nameAround(text, match, file, line);
      if (name === null) continue;
      for (const number of match[1].split(',').map(Number)) {
        if (!Number.isInteger(number) || number < 1 || number > cases) lie(file, line, `no such case: ${match[0]}`);
        else found.set(number, [...(found.get(number) ?? []), { name, file }]);
      }
    }
  }
  return found;
}

/** The name of the test that a mark belongs to, without the mark; null when it belongs to none that runs. */
function nameAround(text, match, file, line) {
  const end = match.index + match[0].length;
  const quote = text[end];
  if (quote !== "'" && quote !== '"' && quote !== '`') return lie(file, line, 'the mark must end the name of a test');
  const start = openingQuote(text, match.index, quote);
  const call = [...text.slice(0, start).matchAll(/^[ \t]*(?:describe|test|it)((?:\.\w+)*)(?:<.*>)?\s*\(/gm)].at(-1);
  const isComment = /^\s*\/\//.test(text.slice(text.lastIndexOf('\n', match.index) + 1, match.index));
  if (!call || isComment) return lie(file, line, 'the mark must end the name of a test');
  if (/\.(skip|todo|failing)/.test(call[1] ?? '')) return lie(file, line, 'a test that does not run proves nothing');
  return text
    .slice(start + 1, match.index)
    .trim()
    .replace(/\\(['"`])/g, '$1');
}

function openingQuote(text, from, quote) {
  let at = from;
  do at = text.lastIndexOf(quote, at - 1);
  while (at > 0 && text[at - 1] === '\\');
  return at;
}

function testFiles() {
  return ['packages', 'services', 'infra']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((layer) => readdirSync(join(root, layer)).map((folder) => join(root, layer, folder, 'test')))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.test.ts') && !/edge-cases-check\.test\.ts$/.test(file))
    .sort();
}
