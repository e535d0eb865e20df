#!/usr/bin/env node
// The SQL that the code of a checkout sends: every statement written in the sources, with the constants it is made of put in.
// `node infra/checks/statements.mjs [root]` prints them as JSON, with the migrations' hashes. At a release the output is kept as
// packages/database/test/previous/statements.json: from then on a test plans each of them on the newest schema, because
// while the next release rolls out the previous one still sends them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `{file, text}` of every statement under `root`. Throws when one is made of something that cannot be read here. */
export function statementsOf(root) {
  return sources(root).flatMap((file) => {
    const code = withoutComments(readFileSync(file, 'utf8'));
    const templates = [...code.matchAll(/`((?:[^`\\]|\\.)*)`/gs)].map((m) => m[1]);
    const quoted = [...code.matchAll(/\bquery\(\s*'([^']+)'/g)].map((m) => m[1]);
    const texts = [...templates, ...quoted].filter((t) => /^\s*(select|insert|update|delete|with)\b[\s\S]*\s/i.test(t));
    return texts
      .filter((text) => !isPart(text, code))
      .flatMap((text) => filledIn(text, code, file).split(';'))
      .map((text) => ({ file: relative(root, file), text: text.trim() }))
      .filter(({ text }) => text !== '');
  });
}

/** SHA-256 of every migration, by name: what is released is never changed again. */
export function migrationsOf(root) {
  const folder = join(root, 'packages/database/migrations');
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const hash = (name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(names.sort().map((name) => [name, hash(name)]));
}

function sources(root) {
  const folders = ['packages/database/src', ...readdirSync(join(root, 'services')).map((s) => `services/${s}/src`)];
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, name)))
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

function withoutComments(code) {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** A constant that other statements begin with is no statement of its own. */
function isPart(text, code) {
  const name = new RegExp(`const (\\w+)(?:: \\w+)? = \`${escaped(text)}\``).exec(code)?.[1];
  return name !== undefined && code.includes(`\${${name}}`);
}

function filledIn(text, code, file) {
  return text.replace(/\$\{([^}]*)\}/g, (_, name) => {
    const constant = /^\w+$/.test(name)
      ? new RegExp(`const ${name}(?:: [^=]+)? =\\s+(?:\`([^\`]*)\`|'([^']*)'|([\\d_]+));`).exec(code)
      : null;
    if (constant) return constant[1] ?? constant[2] ?? constant[3].replaceAll('_', '');
    if (`'\${${name}}'` === quotedIn(text, name)) return 'x';
    throw new Error(`${file}: \${${name}} in a statement is no constant of that file`);
  });
}

/** A value written between quotes: whatever it is, the statement is the same. */
function quotedIn(text, name) {
  return text.includes(`'\${${name}}'`) ? `'\${${name}}'` : '';
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? fileURLToPath(new URL('../../', import.meta.url));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const recorded = { release: version, migrations: migrationsOf(root), statements: statementsOf(root) };
  process.stdout.write(`${JSON.stringify(recorded, null, 2)}\n`);
}
