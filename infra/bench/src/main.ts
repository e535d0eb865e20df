/** `npm run bench`: each result beside a floor measured in the same call, as a ratio. Machines differ, ratios less. */
import { parseArgs } from 'node:util';
import { commands } from './commands.js';

const usage = `usage: npm run bench [-- end-to-end|floor|intake|scale-out] [--patients N] [--rounds N]

  end-to-end   attempts a second and CPU per attempt, beside the floor (default)
  floor        the floor alone
  intake       one request with N appointments, beside parsing and bare inserts
  scale-out    one, two and four workers per channel, two conductors
  --patients   default 10000
  --rounds     default 1; of several the median of the ratios counts
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { patients: { type: 'string' }, rounds: { type: 'string' }, help: { type: 'boolean' } },
});
const name = (positionals[0] ?? 'end-to-end') as keyof typeof commands;
const count = (text: string | undefined, otherwise: number): number => {
  const n = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(n) || n < 1) throw new Error(`not a number of pieces: ${text}`);
  return n;
};
if (values.help || !(name in commands)) {
  process.stderr.write(usage);
  process.exit(values.help ? 0 : 2);
}
try {
  const patients = count(values.patients, 10_000);
  const sound = await commands[name](Math.ceil(patients / 10) * 10, count(values.rounds, 1));
  process.exit(sound ? 0 : 1);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
