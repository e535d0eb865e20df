/** What can be said on the command line of the chaos run. */
import { parseArgs } from 'node:util';
import type { Parsed } from '../command.js';

export interface ChaosOptions {
  /** How long faults go on. */
  minutes: number;
  seed: number;
  patients: number;
  queue: 'redis' | 'postgres';
  /** Business seconds per real second. */
  speed: number;
  /** A second checkout, built, whose processes work beside ours for a while. */
  otherBuild: string | null;
  json: string | null;
  /** Faults whose name contains one of these; empty: all. */
  only: readonly string[];
  keep: boolean;
}
export type ParsedChaos = Parsed<ChaosOptions>;

export const chaosHelp = `Many cancelled days while everything fails in turn. Nobody may be missed.

usage: npm run chaos -- [options]

  --minutes M        how long faults go on, 0.5 to 240 (default 20)
  --seed S           the same seed gives the same people and the same faults in the same order
  --patients N       appointments in all, 20 to 20000 (default 100 a minute, 2000 at least)
  --redis            queue on a Redis of its own (default, where redis-server is found)
  --postgres-queue   queue on Postgres
  --other-build DIR  a checkout of the release before, built: it works beside ours for a while
  --only A,B         only faults whose name contains A or B
  --speed X          business seconds per real second (default: ten hours in the time given)
  --json FILE        write the result as JSON
  --ci               a short run: 1.5 minutes, 150 patients
  --keep             keep data and logs, also of a run without a violation
  --help             this

Exit code 0 only if no invariant is violated, every conversation came to rest, and what was
overdue when a fault ended was taken up within two reconcile periods (p99).
`;

const flags = {
  minutes: { type: 'string' },
  seed: { type: 'string' },
  patients: { type: 'string' },
  speed: { type: 'string' },
  redis: { type: 'boolean' },
  'postgres-queue': { type: 'boolean' },
  'other-build': { type: 'string' },
  only: { type: 'string' },
  json: { type: 'string' },
  ci: { type: 'boolean' },
  keep: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const ciRun = { minutes: 1.5, patients: 150 };
/** The faults of a run fall into so many business minutes: a day with its mornings and evenings. */
const businessMinutes = 600;
const read = (argv: readonly string[]) => parseArgs({ args: [...argv], options: flags, strict: true }).values;

/** Never throws; all that is wrong is named at once. Without a seed, `randomSeed` is taken. */
export function parseChaosOptions(argv: readonly string[], randomSeed: number): ParsedChaos {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return bad([(error as Error).message.split(/\.\s/)[0] ?? '']);
  }
  if (values.help) return { kind: 'help', text: chaosHelp };
  const wrong: string[] = [];
  const number = (name: 'minutes' | 'seed' | 'patients' | 'speed', fallback: number, min: number, max: number) => {
    const text = values[name];
    if (text === undefined) return fallback;
    const n = Number(text);
    const whole = name === 'seed' || name === 'patients';
    const fits = text.trim() !== '' && n >= min && n <= max && (!whole || Number.isInteger(n));
    if (!fits) wrong.push(`--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
    return n;
  };
  const minutes = number('minutes', values.ci ? ciRun.minutes : 20, 0.5, 240);
  const options: ChaosOptions = {
    minutes,
    seed: number('seed', randomSeed, 0, 2 ** 31 - 1),
    patients: number('patients', values.ci ? ciRun.patients : Math.max(2000, Math.round(minutes * 100)), 20, 20_000),
    speed: number('speed', Math.min(240, Math.max(20, Math.round(businessMinutes / minutes))), 1, 300),
    queue: values['postgres-queue'] ? 'postgres' : 'redis',
    otherBuild: values['other-build'] ?? null,
    json: values.json ?? null,
    only: (values.only ?? '').split(',').filter((name) => name !== ''),
    keep: values.keep ?? false,
  };
  if (values.redis && values['postgres-queue']) wrong.push('--redis and --postgres-queue exclude each other');
  return wrong.length > 0 ? bad(wrong) : { kind: 'run', options };
}

const bad = (wrong: readonly string[]): ParsedChaos => ({
  kind: 'bad',
  message: `${wrong.map((w) => `chaos: ${w}`).join('\n')}\nTry: npm run chaos -- --help\n`,
});
