/** The what-if from start to end: each policy is played in its turn, then all are compared. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findingsIn } from '@rollcall/domain';
import type { Output } from '../demo/display.js';
import { clockTime, counted } from '../demo/words.js';
import type { Interruption } from '../interruption.js';
import { startPostgres } from '../postgres.js';
import { dropFolder, runFolder, timeStamp } from '../run-folder.js';
import { dayOf, type SimulatedDay, zone } from './day.js';
import { bestOf, type Measured, measure, warningOf } from './measure.js';
import type { SimulateOptions } from './options.js';
import { type Comparison, pageOf, pictureOf } from './page.js';
import { type PlayOptions, playPolicy } from './play.js';
import { type NamedPolicy, policiesOf, readJson } from './policies.js';
import { listPrices, Prices } from './prices.js';
import { tableOf } from './table.js';

/** Real milliseconds. */
const signalWithinMs = 100;
const sayEveryMs = 5000;

/** Gives the exit code. Throws `BadInput` before anything is started when a policy or the prices are wrong. */
export async function runSimulate(
  options: SimulateOptions,
  output: Output,
  interruption: Interruption,
): Promise<number> {
  const policies = policiesOf(options.policies);
  const prices = options.prices === null ? listPrices : readJson(options.prices, Prices);
  const day = dayOf(options.patients, options.seed);
  const say = (...lines: string[]): void => void output.write(lines.map((line) => `${line}\n`).join(''));
  say(
    `${counted(options.patients, 'appointment')} of one day, cancelled at ${clockTime(day.start, zone)}; seed ${options.seed}; up to ${options.speed} times as fast.`,
  );
  const all = await playAll(policies, { options, prices, day, output, say, interruption });
  if (typeof all === 'number') return all;
  const best = bestOf(all);
  const comparison: Comparison = {
    all,
    best,
    leftHome: [...day.leavesHome.values()].map((at) => (at - day.start.getTime()) / 60_000),
    options,
    prices,
  };
  say('', ...tableOf(all, best, prices.currency), '', ...write(comparison, options));
  return all.every((m) => m.problems.length === 0) ? 0 : 1;
}

interface Playing {
  options: SimulateOptions;
  prices: Prices;
  day: SimulatedDay;
  output: Output;
  say(...lines: string[]): void;
  interruption: Interruption;
}

/** One after the other, each in a database of its own; the exit code when somebody interrupts. */
async function playAll(
  policies: readonly NamedPolicy[],
  { options, prices, day, output, say, interruption }: Playing,
): Promise<Measured[] | number> {
  const dir = runFolder(`simulate-${timeStamp(new Date())}-${process.pid}`);
  // Made by us: the database's server may run as somebody else, who must be let in.
  mkdirSync(dir, { recursive: true });
  const postgres = await startPostgres({ dataDir: join(dir, 'postgres'), fsync: false }).catch((error: unknown) => {
    dropFolder(dir);
    throw error;
  });
  try {
    const all: Measured[] = [];
    for (const [n, policy] of policies.entries()) {
      say('', `${n + 1} of ${policies.length}: ${policy.name}`, ...warningsOf(policy));
      const { speed, callsPerSecond } = options;
      const onProgress = progressOn(output);
      const onTrouble = (because: string): void => say(`  once more: ${because.trim()}`);
      const { signal } = interruption;
      const play = { speed, callsPerSecond, dir, postgres, onProgress, onTrouble, signal };
      const played = await playPolicy(policy, day, play);
      const measured = measure(played, { day, prices, operators: options.operators });
      all.push(measured);
      const warning = warningOf(measured);
      say(
        `  played in ${Math.round(measured.realSeconds)} s, with ${Math.round(measured.memoryMb)} MB; at most ${Math.round(measured.machineDelaySeconds)} s behind`,
        ...(warning === null ? [] : [`  warning: ${warning}`]),
        ...measured.problems.map((p) => `  PROBLEM: ${p}`),
      );
    }
    return all;
  } catch (error) {
    // Ctrl-C reaches our children, too, and the news of their end may come first.
    await pause(signalWithinMs);
    const code = interruption.exitCode();
    if (code === null) throw error;
    return code;
  } finally {
    await postgres.stop();
    dropFolder(dir);
  }
}

const warningsOf = ({ policy }: NamedPolicy): string[] =>
  findingsIn(policy).map((f) => `  ${f.severity}: ${f.pointer}: ${f.words}`);

/** A line that is written over where somebody watches, and one every few seconds elsewhere. */
function progressOn(output: Output): PlayOptions['onProgress'] {
  let said = Number.NEGATIVE_INFINITY;
  return ({ now, know, patients, messages }) => {
    if (performance.now() - said < (output.isTTY ? 0 : sayEveryMs)) return;
    said = performance.now();
    const line = `  ${clockTime(now, zone)}  ${know} of ${patients} know · ${counted(messages, 'message and call', 'messages and calls')}`;
    output.write(output.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  };
}

function write(comparison: Comparison, options: SimulateOptions): string[] {
  const html = options.html ?? runFolder('simulate.html');
  mkdirSync(dirname(html), { recursive: true });
  writeFileSync(html, pageOf(comparison));
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(jsonOf(comparison), null, 2)}\n`);
  if (options.chart !== null) writeFileSync(options.chart, pictureOf(comparison));
  return [html, options.json, options.chart]
    .filter((file) => file !== null)
    .map((file) => `  ${relative(process.cwd(), file)}`);
}

const jsonOf = ({ all, best, options, prices }: Comparison): object => ({
  v: 1,
  patients: options.patients,
  seed: options.seed,
  speed: options.speed,
  callsPerSecond: options.callsPerSecond,
  operators: options.operators,
  prices,
  best: best?.name ?? null,
  policies: all,
});
