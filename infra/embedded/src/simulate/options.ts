/** What can be said on the command line of the what-if. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { presetNames } from '@rollcall/contracts';
import { firstSentence, type Parsed } from '../command.js';

export interface SimulateOptions {
  /** Files and names of presets; empty: all presets, the default among them. */
  policies: string[];
  patients: number;
  seed: number;
  /** Business seconds per real second, where the machine keeps up. */
  speed: number;
  callsPerSecond: number;
  operators: number;
  prices: string | null;
  /** Null: in the run folder. */
  html: string | null;
  json: string | null;
  chart: string | null;
}
export type ParsedSimulate = Parsed<SimulateOptions>;

export const simulateHelp = `The same cancelled day under several policies, by the real engine with simulated patients: who
knows when, who before leaving home, how often each was contacted, what it cost, what was left
for people. One policy after the other; draws one HTML page.

usage: npm run simulate -- [options]

  --policy P       a JSON file as for PUT /v1/policy, or a preset:
                   ${presetNames.join(', ')}, or default.
                   Repeat it to compare (default: all presets, the default among them)
  --patients N     appointments of the day, 1 to 5000 (default 200)
  --seed S         the same seed gives the same day and the same people (default 7)
  --speed X        business seconds per real second at the most, 1 to 120 (default: 60,
                   less for many patients); slower where the machine has much to do
  --calls-per-second N
                   what the account may start, 0.1 to 100 (default: 1 for each 400 patients)
  --operators N    people who work the list of those the machines could not reach,
                   0 to 500 (default: 1 for each 100 patients)
  --prices FILE    what messages and minutes cost, as JSON (default: see docs/policy.md)
  --html FILE      the page (default .rollcall/simulate.html)
  --json FILE      all results
  --chart FILE     the two curves that matter most, as SVG
  --help           this

Nothing real is ever called: a simulator stands in for the providers, on this machine.
Exit code 0 only if every policy was played to its end and its report sums; 1 if not, 2 if the
options, a policy or the prices are wrong.
`;

const flags = {
  policy: { type: 'string', multiple: true },
  patients: { type: 'string' },
  seed: { type: 'string' },
  speed: { type: 'string' },
  'calls-per-second': { type: 'string' },
  operators: { type: 'string' },
  prices: { type: 'string' },
  html: { type: 'string' },
  json: { type: 'string' },
  chart: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;
const read = (argv: readonly string[]) => parseArgs({ args: [...argv], options: flags, strict: true }).values;

/**
 * Faster than this and the engine's own waiting for more (a fifth of a real second here and there) would be seen in the
 * curves; where there is much to do the metronome slows down by itself.
 */
const fastest = 60;
/** Many patients answer at any moment: what slows down from less is late for fewer. */
const patientsTimesSpeed = 90_000;
const leastFastest = 30;
export const fastestFor = (patients: number): number =>
  Math.round(Math.min(fastest, Math.max(leastFastest, patientsTimesSpeed / patients)));

/** Reads `argv` (without node and script). Never throws; all that is wrong is named at once. */
export function parseSimulateOptions(argv: readonly string[]): ParsedSimulate {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return bad([firstSentence(error as Error)]);
  }
  if (values.help) return { kind: 'help', text: simulateHelp };
  const wrong: string[] = [];
  type Name = 'patients' | 'seed' | 'speed' | 'calls-per-second' | 'operators';
  const number = (name: Name, fallback: number, min: number, max: number): number => {
    const text = values[name];
    if (text === undefined) return fallback;
    const n = Number(text);
    const whole = name !== 'speed' && name !== 'calls-per-second';
    const fits = text.trim() !== '' && n >= min && n <= max && (!whole || Number.isInteger(n));
    if (!fits) wrong.push(`--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
    return n;
  };
  const written = (name: 'html' | 'json' | 'chart'): string | null => {
    const path = values[name] ?? null;
    // Now, and not when everything has been played.
    if (path !== null && !existsSync(dirname(path))) wrong.push(`--${name}: there is no folder ${dirname(path)}`);
    return path;
  };
  const patients = number('patients', 200, 1, 5000);
  const options: SimulateOptions = {
    policies: values.policy ?? [],
    patients,
    seed: number('seed', 7, 0, 2 ** 31 - 1),
    speed: number('speed', fastestFor(patients), 1, 120),
    callsPerSecond: number('calls-per-second', Math.max(1, Math.ceil(patients / 400)), 0.1, 100),
    operators: number('operators', Math.max(1, Math.round(patients / 100)), 0, 500),
    prices: values.prices ?? null,
    html: written('html'),
    json: written('json'),
    chart: written('chart'),
  };
  return wrong.length > 0 ? bad(wrong) : { kind: 'run', options };
}

const bad = (wrong: readonly string[]): ParsedSimulate => ({
  kind: 'bad',
  message: `${wrong.map((w) => `simulate: ${w}`).join('\n')}\nTry: npm run simulate -- --help\n`,
});
