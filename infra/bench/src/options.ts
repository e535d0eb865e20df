/** What can be said on the command line of the bench. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.js';

export interface CommandLine {
  /** In the order in which they run. */
  names: readonly string[];
  /** Null: each benchmark's own default. */
  patients: number | null;
  rounds: number;
  minutes: number | null;
  json: string | null;
  chart: string | null;
}
export type ParsedCommandLine =
  | { kind: 'run'; options: CommandLine }
  | { kind: 'help'; text: string }
  | { kind: 'bad'; message: string };

const flags = {
  only: { type: 'string', multiple: true },
  patients: { type: 'string' },
  rounds: { type: 'string' },
  minutes: { type: 'string' },
  json: { type: 'string' },
  chart: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;
const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: flags, strict: true, allowPositionals: true });

/** Never throws; all that is wrong is named at once. */
export function parseCommandLine(
  argv: readonly string[],
  known: Readonly<Record<string, Benchmark>>,
): ParsedCommandLine {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read(argv);
  } catch (error) {
    return bad([(error as Error).message.split(/\.\s/)[0] ?? '']);
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help', text: usage(known) };
  const wrong: string[] = [];
  const number = (name: 'patients' | 'rounds' | 'minutes', min: number, max: number): number | null => {
    const text = values[name];
    if (text === undefined) return null;
    const n = Number(text);
    const whole = name !== 'minutes';
    const fits = text.trim() !== '' && n >= min && n <= max && (!whole || Number.isInteger(n));
    if (!fits) wrong.push(`--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
    return n;
  };
  const file = (name: 'json' | 'chart'): string | null => {
    const path = values[name];
    if (path === undefined) return null;
    // Now, and not when an hour has been measured.
    if (path === '' || !existsSync(dirname(path))) wrong.push(`--${name} ${path}: there is no such folder`);
    return path;
  };
  const options: CommandLine = {
    names: namesOf([...positionals, ...(values.only ?? [])], known, wrong),
    patients: number('patients', 1, 5_000_000),
    rounds: number('rounds', 1, 100) ?? 1,
    minutes: number('minutes', 0.1, 1440),
    json: file('json'),
    chart: file('chart'),
  };
  return wrong.length > 0 ? bad(wrong) : { kind: 'run', options };
}

/** Each once, as first named; without a name the standard set. */
function namesOf(given: readonly string[], known: Readonly<Record<string, Benchmark>>, wrong: string[]): string[] {
  const names = [...new Set(given.flatMap((names) => names.split(',')).map((name) => name.trim()))];
  for (const name of names)
    if (!Object.hasOwn(known, name))
      wrong.push(
        `--only ${name || '(nothing)'}: there is no such benchmark; there are ${Object.keys(known).join(', ')}`,
      );
  return names.length > 0 ? names : Object.keys(known).filter((name) => !known[name]?.onlyWhenNamed);
}

function usage(known: Readonly<Record<string, Benchmark>>): string {
  const lines = (named: boolean): string =>
    Object.entries(known)
      .filter(([, { onlyWhenNamed }]) => (onlyWhenNamed ?? false) === named)
      .map(([name, { says }]) => `  ${name.padEnd(14)} ${says}`)
      .join('\n');
  return `How fast, beside a floor measured in the same call. Machines differ, ratios less.

usage: npm run bench -- [options]

without a name these run:
${lines(false)}
these only when named:
${lines(true)}

  --only NAME     only this one; several times, or several with commas (the bare name will do, too)
  --patients N    how many (default 10000, unless the line above says otherwise)
  --rounds N      measure so many times; the median of each figure and of the ratios counts (default 1)
  --minutes M     how long memory lasts (default 60)
  --json FILE     write all results: [{name, value, unit, floor, ratio}]
  --chart FILE    draw the curve of memory or of growth, as SVG
  --help          this

Exit code 0 only if every run counts: nobody left out, nobody twice. 1 if not, 2 if the options are wrong.
`;
}

const bad = (wrong: readonly string[]): ParsedCommandLine => ({
  kind: 'bad',
  message: `${wrong.map((w) => `bench: ${w}`).join('\n')}\nTry: npm run bench -- --help\n`,
});
