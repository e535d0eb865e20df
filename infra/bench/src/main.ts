/** `npm run bench` */
import { writeFileSync } from 'node:fs';
import type { Outcome, Result } from './benchmark.js';
import { benchmarks } from './commands.js';
import { type CommandLine, parseCommandLine } from './options.js';
import { table } from './table.js';

const usualPatients = 10_000;
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** One after another: each has the machine to itself. True when every run counts. */
async function run({ names, patients, rounds, minutes, chart, json }: CommandLine): Promise<boolean> {
  const results: Result[] = [];
  let sound = true;
  for (const name of names) {
    print(`\n${name}\n`);
    const outcome = await outcomeOf(name, {
      patients: patients ?? benchmarks[name]?.patients ?? usualPatients,
      rounds,
      ...(minutes === null ? {} : { minutes }),
      ...(chart === null ? {} : { chart }),
    });
    for (const text of outcome.tables) print(`${text}\n`);
    for (const fault of outcome.faults) print(`does not count: ${fault}`);
    results.push(...outcome.results);
    sound = sound && outcome.faults.length === 0;
    // After each: what was measured is there, whatever becomes of the next.
    if (json !== null) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
  }
  print(`${rounds > 1 ? `medians of ${rounds} rounds\n\n` : ''}${summary(results)}`);
  return sound;
}

/** One that breaks off keeps no other from running. */
async function outcomeOf(name: string, options: Parameters<NonNullable<(typeof benchmarks)[string]>['run']>[0]) {
  try {
    return (await benchmarks[name]?.run(options)) as Outcome;
  } catch (error) {
    return { results: [], tables: [], faults: [`${name} broke off: ${(error as Error).message}`] };
  }
}

const summary = (results: readonly Result[]): string =>
  table(
    ['figure', 'value', 'unit', 'floor', 'of the floor'],
    results.map((r) => [r.name, r.value, r.unit, r.floor ?? '', r.ratio === null ? '' : `${r.ratio.toFixed(2)} ×`]),
  );

const parsed = parseCommandLine(process.argv.slice(2), benchmarks);
switch (parsed.kind) {
  case 'help':
    process.stdout.write(parsed.text);
    break;
  case 'bad':
    process.stderr.write(parsed.message);
    process.exitCode = 2;
    break;
  case 'run':
    process.exit((await run(parsed.options)) ? 0 : 1);
}
