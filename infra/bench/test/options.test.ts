/** The command line of the bench, and how rounds become one figure. */
import { describe, expect, test } from '@jest/globals';
import { alone, type Benchmark, beside, inRounds, type Outcome } from '../src/benchmark.js';
import { benchmarks } from '../src/commands.js';
import { parseCommandLine } from '../src/options.js';

const nothing: Outcome = { results: [], tables: [], faults: [] };
const quick: Benchmark = { says: 'quick', run: async () => nothing };
const known = { a: quick, b: quick, hour: { ...quick, onlyWhenNamed: true as const } };
const namesOf = (...argv: string[]): readonly string[] => {
  const parsed = parseCommandLine(argv, known);
  if (parsed.kind !== 'run') throw new Error(`not run: ${JSON.stringify(parsed)}`);
  return parsed.options.names;
};

describe('what runs', () => {
  test('without a name the standard set runs, and what takes long does not', () => {
    expect(namesOf()).toEqual(['a', 'b']);
  });
  test.each([[['--only', 'hour']], [['hour']], [['--only=hour,hour']]])('%j runs what is named, once', (argv) => {
    expect(namesOf(...argv)).toEqual(['hour']);
  });
  test('several names run in the order given', () => {
    expect(namesOf('--only', 'hour,b', '--only', 'a')).toEqual(['hour', 'b', 'a']);
  });
});

test.each([
  [['--only', 'nope'], /--only nope: .* a, b, hour/],
  [['nope'], /--only nope/],
  [['--only', ''], /--only \(nothing\)/],
  [['--patients', 'many'], /--patients must be a whole number/],
  [['--patients', '0'], /--patients/],
  [['--rounds', '1.5'], /--rounds must be a whole number/],
  [['--minutes', '-1'], /--minutes/],
  [['--json', 'no/such/folder/results.json'], /--json no\/such\/folder\/results.json: there is no such folder/],
  [['--chart', ''], /--chart/],
  [['--fast'], /--fast/],
])('%j is answered with one line that names the option', (argv, line) => {
  const parsed = parseCommandLine(argv, known);
  if (parsed.kind !== 'bad') throw new Error('taken');
  expect(parsed.message).toMatch(line);
  expect(parsed.message.trimEnd().split('\n')).toHaveLength(2);
});

test('the usage names every benchmark', () => {
  const parsed = parseCommandLine(['--help'], benchmarks);
  if (parsed.kind !== 'help') throw new Error('no usage');
  for (const [name, { says }] of Object.entries(benchmarks)) expect(parsed.text).toMatch(`${name.padEnd(14)} ${says}`);
});

test('of rounds the median of the ratios counts, and a fault of any', async () => {
  const rounds: Outcome[] = [
    { results: [beside('x', 30, 'ms', 10), alone('y', 1, 'MiB')], tables: ['1'], faults: [] },
    { results: [beside('x', 20, 'ms', 2), alone('y', 3, 'MiB')], tables: ['2'], faults: ['one was missed'] },
    { results: [beside('x', 10, 'ms', 5), alone('y', 2, 'MiB')], tables: ['3'], faults: [] },
  ];
  expect(await inRounds(3, async () => rounds.shift() ?? nothing)).toEqual({
    results: [
      { name: 'x', value: 20, unit: 'ms', floor: 5, ratio: 3 },
      { name: 'y', value: 2, unit: 'MiB', floor: null, ratio: null },
    ],
    tables: ['1', '2', '3'],
    faults: ['one was missed'],
  });
});
