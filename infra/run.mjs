#!/usr/bin/env node
// What `npm run demo`, `npm start`, `npm run verify`, `npm run chaos`, `npm run bench`, `npm run simulate` and `npm test` call: makes a bare checkout ready (install, build), then runs the command.
// Built-ins only: nothing is installed yet when this starts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, installIsDue } from './run/install.mjs';
import { withLock } from './run/lock.mjs';
import { phase, quietly, root, visibly } from './run/phase.mjs';

/** Programs of the built workspace, by command. */
const programs = {
  demo: 'infra/embedded/dist/demo.js',
  start: 'infra/embedded/dist/start.js',
  verify: 'packages/verify/dist/main.js',
  chaos: 'infra/embedded/dist/chaos.js',
  bench: 'infra/bench/dist/main.js',
  preflight: 'packages/providers/dist/preflight/main.js',
  simulate: 'infra/embedded/dist/simulate.js',
};
/** Test files that play whole days. */
const wholeDays = ['day', 'crash', 'outage', 'rolling', 'simulate'].map((name) => `infra/embedded/test/${name}.test`);
const bin = (name) => join(root, 'node_modules', '.bin', name);

checkNode();
const [command, ...args] = process.argv.slice(2);
if (command === 'test') process.exit(await test());
const program = programs[command];
if (!program) {
  process.stderr.write(`usage: node infra/run.mjs ${[...Object.keys(programs), 'test'].join('|')} [options]\n`);
  process.exit(2);
}
await prepare();
process.exit(await visibly(process.execPath, [join(root, program), ...args]));

/** Installs when the lockfile says so, and builds what changed. Ends the process when either fails. */
async function prepare() {
  await withLock(join(root, 'node_modules', '.rollcall-lock'), async () => {
    if (installIsDue()) await phase('install', install);
    await phase('build', () => quietly(bin('tsc'), ['-b']));
  });
}

/** All checks and all tests; named test files run alone, so that one test is one quick command. */
async function test() {
  await prepare();
  const named = args.some((arg) => !arg.startsWith('-'));
  if (!named) {
    await phase('format and lint', () => quietly(bin('biome'), ['check', '.']));
    await phase('layers', () => quietly(process.execPath, [join(root, 'infra/checks/layers.mjs')]));
    await phase('edge cases', () => quietly(process.execPath, [join(root, 'infra/checks/edge-cases.mjs')]));
    await phase('texts', () => quietly(process.execPath, [join(root, 'infra/checks/texts.mjs')]));
    await phase('types of the tests', () => quietly(bin('tsc'), ['-p', 'tsconfig.test.json']));
  }
  if (named) return await jest(args);
  // Whole days of real processes want the machine to themselves: beside other tests they would measure those.
  const others = await jest([...args, '--testPathIgnorePatterns', ...wholeDays]);
  return others === 0 ? await jest([...args, '--runInBand', ...wholeDays]) : others;
}

/** Jest loads ES modules through vm modules, which Node still calls experimental and warns about in every worker. */
function jest(jestArgs) {
  return visibly(process.execPath, [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    ...jestArgs,
  ]);
}

/** Ends the process on a Node that cannot run this, before a stack trace has to say so. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  const { engines } = existsSync(join(root, 'package.json'))
    ? JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    : { engines: { node: '>=20.19' } };
  process.stderr.write(
    `Rollcall needs Node ${engines.node}; this is ${process.versions.node}. See https://nodejs.org\n`,
  );
  process.exit(1);
}
