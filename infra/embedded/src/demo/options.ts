/** What can be said on the command line of the demo. */
import { parseArgs } from 'node:util';
import { Country, TimeZone } from '@rollcall/contracts';
import { FaultRates } from '@rollcall/simulator';
import { z } from 'zod';
import { firstSentence, type Parsed } from '../command.js';

export interface DemoOptions {
  patients: number;
  seed: number;
  /** Business seconds per real second. */
  speed: number;
  /** Where the JSON report goes. */
  report: string | null;
  /** The user's own day, instead of a generated one. */
  file: string | null;
  mapping: string | null;
  /** Of the practice, for a file that does not say. */
  zone: string;
  country: string;
  faults: Record<string, number>;
  keep: boolean;
}
export type ParsedDemo = Parsed<DemoOptions>;

export const demoHelp = `A practice must cancel a day. Watch everybody be told.

usage: npm run demo -- [options]

  --patients N     appointments of the generated day, 1 to 5000 (default 200)
  --seed S         the same seed gives the same day and the same people (default 7)
  --speed X        business seconds per real second, 1 to 600 (default 120)
  --file FILE      your own day: a .json body of POST /v1/batches, or a .csv day sheet
  --mapping FILE   how to read the .csv (default: day.mapping.json beside day.csv)
  --zone ZONE      time zone of the practice, for a file that does not say
                   (default America/New_York)
  --country CC     for phone numbers without one, likewise (default US)
  --faults JSON    what goes wrong at the providers, as probabilities,
                   e.g. '{"rate429":0.1,"webhookDuplicate":0.3}'
  --report FILE    write the closing report as JSON
  --keep           stay up afterwards; prints URLs and a key
  --help           this

Nothing real is ever called: a simulator stands in for the providers, on this machine.
Exit code 0 only if the report sums, nobody is overdue without a task, and the provider's
record of what was sent agrees with ours.
`;

const flags = {
  patients: { type: 'string' },
  seed: { type: 'string' },
  speed: { type: 'string' },
  report: { type: 'string' },
  file: { type: 'string' },
  mapping: { type: 'string' },
  zone: { type: 'string' },
  country: { type: 'string' },
  faults: { type: 'string' },
  keep: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads `argv` (without node and script). Never throws; all that is wrong is named at once. */
export function parseDemoOptions(argv: readonly string[]): ParsedDemo {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return bad([firstSentence(error as Error)]);
  }
  if (values.help) return { kind: 'help', text: demoHelp };
  const wrong: string[] = [];
  const number = (name: 'patients' | 'seed' | 'speed', fallback: number, min: number, max: number): number => {
    const text = values[name];
    if (text === undefined) return fallback;
    const n = Number(text);
    const fits = text.trim() !== '' && n >= min && n <= max && (name === 'speed' || Number.isInteger(n));
    if (!fits) wrong.push(`--${name} must be ${name === 'speed' ? 'a' : 'a whole'} number from ${min} to ${max}`);
    return n;
  };
  const options: DemoOptions = {
    patients: number('patients', 200, 1, 5000),
    seed: number('seed', 7, 0, 2 ** 31 - 1),
    speed: number('speed', 120, 1, 600),
    report: values.report ?? null,
    file: values.file ?? null,
    mapping: values.mapping ?? null,
    zone: values.zone ?? 'America/New_York',
    country: (values.country ?? 'US').toUpperCase(),
    faults: readFaults(values.faults, wrong),
    keep: values.keep ?? false,
  };
  if (!TimeZone.safeParse(options.zone).success) wrong.push('--zone must be an IANA zone like America/New_York');
  if (!Country.safeParse(options.country).success) wrong.push('--country must be a two-letter country code like US');
  if (options.file !== null && !/\.(json|csv)$/i.test(options.file)) wrong.push('--file must end in .json or .csv');
  if (options.file !== null && values.patients !== undefined)
    wrong.push('--patients is for a generated day, not --file');
  if (options.mapping !== null && !/\.csv$/i.test(options.file ?? '')) wrong.push('--mapping goes with a .csv --file');
  return wrong.length > 0 ? bad(wrong) : { kind: 'run', options };
}

const read = (argv: readonly string[]) => parseArgs({ args: [...argv], options: flags, strict: true }).values;

function readFaults(text: string | undefined, wrong: string[]): Record<string, number> {
  if (text === undefined) return {};
  try {
    const faults: unknown = JSON.parse(text);
    const read = FaultRates.safeParse(faults);
    if (read.success) return faults as Record<string, number>;
    wrong.push(`--faults: ${z.prettifyError(read.error)}`);
  } catch {
    wrong.push('--faults must be JSON like {"rate429":0.1}');
  }
  return {};
}

const bad = (wrong: readonly string[]): ParsedDemo => ({
  kind: 'bad',
  message: `${wrong.map((w) => `demo: ${w}`).join('\n')}\nTry: npm run demo -- --help\n`,
});
