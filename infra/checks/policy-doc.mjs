#!/usr/bin/env node
// docs/policy.md says what the code does: its tables are made of the schemas, presets and findings in packages/contracts.
// `node infra/checks/policy-doc.mjs` names what differs and ends with 1; with `--write` it writes the tables anew.
// Needs the built workspace.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const contracts = fileURLToPath(new URL('../../packages/contracts/', import.meta.url));
const { Policy, defaultPolicy, policyFindings, presetNames, presets } = await import(`${contracts}dist/index.js`);
const { z } = await import(`${contracts}node_modules/zod/index.js`);

const file = fileURLToPath(new URL('../../docs/policy.md', import.meta.url));
const missing = [];
const tables = { fields: fields(), presets: presetTable(), differences: differences(), findings: findings() };

const text = readFileSync(file, 'utf8');
let made = text;
const stale = [];
for (const [name, table] of Object.entries(tables)) {
  const part = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!part.test(made)) stale.push(`the table "${name}" is not there`);
  const next = made.replace(part, (_, head, tail) => `${head}\n${table}\n\n${tail}`);
  if (next !== made) stale.push(`the table "${name}" differs from the code`);
  made = next;
}
if (missing.length > 0) {
  process.stdout.write(
    `${missing.map((p) => `${p}: says no meaning, unit or reason (packages/contracts/src/policy.ts)`).join('\n')}\n`,
  );
  process.exit(1);
}
if (process.argv.includes('--write')) writeFileSync(file, made);
else if (stale.length > 0) {
  process.stdout.write(`docs/policy.md: ${stale.join('; ')}. Run: node infra/checks/policy-doc.mjs --write\n`);
  process.exit(1);
}

/** One row for each field that has a value of its own. */
function fields() {
  const schema = z.toJSONSchema(Policy, { io: 'input' });
  const rows = rowsOf(schema, '', undefined);
  const steps = rowsOf(schema.properties.ladder.properties.sameDay.items, 'ladder.*[].', undefined);
  return table(
    ['field', 'meaning', 'unit', 'default', 'why'],
    [...rows, ...steps].map(({ path, node, value }) => {
      const words = [node.description, node['x-unit'], node['x-why']];
      if (words.some((w) => !w)) missing.push(path);
      const [meaning, unit, why] = words;
      return [`\`${path}\``, meaning, unit, value === undefined ? '' : shown(value), why];
    }),
  );
}

function rowsOf(node, prefix, defaults) {
  return Object.entries(node.properties).flatMap(([name, child]) => {
    const value = child.default ?? defaults?.[name];
    const path = `${prefix}${name}`;
    const self = { path, node: child, value };
    if (child.type !== 'object') return [self];
    // A window is one thing; a group of fields has no meaning of its own.
    return child['x-unit'] === 'wall clock' ? [self] : rowsOf(child, `${path}.`, value);
  });
}

function presetTable() {
  return table(
    ['preset', 'for whom', 'what it costs'],
    presetNames.map((name) => [`\`${name}\``, presets[name].forWhom, presets[name].costs]),
  );
}

/** What each preset has otherwise than the default. */
function differences() {
  const flat = Object.fromEntries(presetNames.map((name) => [name, flatten(presets[name].policy)]));
  const usual = flatten(defaultPolicy);
  const paths = Object.keys(usual).filter((path) => presetNames.some((name) => flat[name][path] !== usual[path]));
  return table(
    ['field', ...presetNames.map((name) => `\`${name}\``)],
    paths.map((path) => [
      `\`${path}\``,
      ...presetNames.map((name) => (flat[name][path] === usual[path] ? usual[path] : `**${flat[name][path]}**`)),
    ]),
  );
}

function flatten(value, path = '') {
  if (isGroup(value))
    return Object.assign({}, ...Object.entries(value).map(([key, v]) => flatten(v, path ? `${path}.${key}` : key)));
  return { [path]: shown(value) };
}

function isGroup(value) {
  return typeof value === 'object' && !Array.isArray(value) && !('from' in value);
}

function findings() {
  return table(
    ['code', 'severity', 'what it says'],
    Object.entries(policyFindings).map(([code, [severity, meaning]]) => [`\`${code}\``, severity, meaning]),
  );
}

function shown(value) {
  if (Array.isArray(value))
    return value
      .map(({ channel, waitMinutes }) => (waitMinutes === 0 ? `${channel} +` : `${channel}, ${span(waitMinutes)};`))
      .join(' ')
      .replace(/;$/, '');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return `${value.from} to ${value.to}`;
  return String(value);
}

function span(minutes) {
  return minutes >= 60 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((c) => String(c).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
