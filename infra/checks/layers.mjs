#!/usr/bin/env node
// Imports point downward only: infra -> services' built output (as processes) and packages; services -> packages; packages
// -> packages without a cycle; contracts and domain stand at the bottom, and domain touches no I/O. Prints `file:line: why`
// for each breach and ends with 1. `node infra/checks/layers.mjs [root]`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('../../', import.meta.url)));
const scope = '@rollcall/';
/** What a package may import of ours; those not listed may import any package. */
const atTheBottom = { contracts: ['domain'], domain: ['contracts'] };
/** Only types may go this way: at run time contracts stands alone. */
const typesOnly = new Set(['contracts -> domain']);

const breaches = [];
const breach = (file, line, why) => breaches.push(`${relative(root, file)}:${line}: ${why}`);

const members = ['packages', 'services', 'infra'].flatMap((layer) =>
  (existsSync(join(root, layer)) ? readdirSync(join(root, layer)) : [])
    .map((folder) => ({
      layer,
      folder,
      dir: join(root, layer, folder),
      manifest: join(root, layer, folder, 'package.json'),
    }))
    .filter(({ manifest }) => existsSync(manifest))
    .map((member) => ({ ...member, json: JSON.parse(readFileSync(member.manifest, 'utf8')) })),
);
const byName = new Map(members.map((member) => [member.json.name, member]));

for (const member of members) {
  checkManifest(member);
  for (const file of sources(join(member.dir, 'src'))) checkSource(member, file);
}
checkCycles();

if (breaches.length > 0) {
  process.stdout.write(`${breaches.join('\n')}\n${breaches.length} imports against the layers\n`);
  process.exit(1);
}

function checkManifest(member) {
  const lines = readFileSync(member.manifest, 'utf8').split('\n');
  for (const [name, version] of Object.entries(dependenciesOf(member))) {
    if (!name.startsWith(scope)) continue;
    const line = lines.findIndex((text) => text.includes(`"${name}"`)) + 1;
    if (!byName.has(name)) breach(member.manifest, line, `${name} is not in this workspace`);
    else if (!version.startsWith('workspace:')) breach(member.manifest, line, `${name} must be workspace:*`);
    const why = forbidden(member, byName.get(name));
    if (why && !typesOnly.has(edge(member, byName.get(name)))) breach(member.manifest, line, why);
  }
}

function checkSource(member, file) {
  for (const { specifier, line, isType } of importsOf(readFileSync(file, 'utf8'))) {
    if (specifier.startsWith('.')) {
      const target = resolve(dirname(file), specifier);
      if (!target.startsWith(`${member.dir}/`)) breach(file, line, `${specifier} leaves ${member.json.name}`);
    } else if (specifier.startsWith(scope)) checkOurs(member, file, line, specifier, isType);
    else if (member.folder === 'domain' && member.layer === 'packages' && isInput(specifier))
      breach(file, line, `domain is pure: it may not import ${specifier}`);
  }
}

function checkOurs(member, file, line, specifier, isType) {
  const name = specifier.split('/').slice(0, 2).join('/');
  const door = `.${specifier.slice(name.length)}`;
  const target = byName.get(name);
  if (!target) return breach(file, line, `${name} is not in this workspace`);
  if (target !== member && !(name in dependenciesOf(member)))
    breach(file, line, `${name} is not among the dependencies of ${member.json.name}`);
  if (!(door in (target.json.exports ?? {}))) breach(file, line, `${specifier} is not an entry that ${name} exports`);
  if (door === './testing') breach(file, line, `${specifier} is for tests`);
  const why = forbidden(member, target);
  if (why) breach(file, line, why);
  else if (typesOnly.has(edge(member, target)) && !isType)
    breach(file, line, `only types of ${name} may be imported here`);
}

/** Whether a module does I/O. Hashing, which the ledger's chain needs, does not. */
function isInput(specifier) {
  return specifier.startsWith('node:') && specifier !== 'node:crypto';
}

/** Why `from` may not import `to`, or null. */
function forbidden(from, to) {
  if (!to) return null;
  if (from === to) return `${from.json.name} imports itself`;
  if (to.layer === 'services') return `${to.json.name} is a service: nobody imports a service`;
  if (to.layer === 'infra' && from.layer !== 'infra') return `${to.json.name} sits on top: nothing below imports it`;
  if (from.layer !== 'packages') return null;
  const allowed = atTheBottom[from.folder];
  return allowed && !allowed.includes(to.folder)
    ? `${from.json.name} stands at the bottom: not even ${to.json.name}`
    : null;
}

function checkCycles() {
  const done = new Set();
  const visit = (member, path) => {
    if (path.includes(member)) {
      const round = [...path.slice(path.indexOf(member)), member].map(({ json }) => json.name).join(' -> ');
      return breach(member.manifest, 1, `a cycle: ${round}`);
    }
    if (done.has(member)) return;
    for (const name of Object.keys(dependenciesOf(member))) {
      const next = byName.get(name);
      if (next && !typesOnly.has(edge(member, next))) visit(next, [...path, member]);
    }
    done.add(member);
  };
  for (const member of members) visit(member, []);
}

function edge(from, to) {
  return `${from.folder} -> ${to?.folder}`;
}

function dependenciesOf({ json }) {
  return { ...json.dependencies, ...json.peerDependencies, ...json.devDependencies };
}

function sources(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The import and export statements of a module, dynamic imports included. */
function importsOf(text) {
  const statement =
    /^[ \t]*(?:import|export)\b(?<clause>[^;'"]*?)\bfrom\s*['"](?<from>[^'"]+)['"]|^[ \t]*import\s*['"](?<bare>[^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"]+)['"]/gm;
  return [...text.matchAll(statement)].map((match) => {
    const { clause = '', from, bare, dynamic } = match.groups;
    const named = /\{([^}]*)\}/
      .exec(clause)?.[1]
      .split(',')
      .filter((part) => part.trim() !== '');
    return {
      specifier: from ?? bare ?? dynamic,
      line: text.slice(0, match.index).split('\n').length,
      isType: /^\s*type\b/.test(clause) || (named?.every((part) => /^\s*type\s/.test(part)) ?? false),
    };
  });
}
