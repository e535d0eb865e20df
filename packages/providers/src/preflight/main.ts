/** `npm run preflight -- [--env-file .env] [--offline]`: ends with 0 when one may go live, 1 when not, 2 when asked wrongly. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { preflight } from './preflight.js';

const marks = { well: 'ok     ', look: 'look   ', refuse: 'REFUSED' } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let env: Record<string, string | undefined> = process.env;
  let offline = false;
  try {
    const { values } = parseArgs({ args, options: { 'env-file': { type: 'string' }, offline: { type: 'boolean' } } });
    offline = values.offline ?? false;
    // npm runs scripts in the root of the checkout; the file is named from where the caller stands.
    const file = values['env-file'];
    if (file) env = parseEnv(readFileSync(resolve(process.env.INIT_CWD ?? process.cwd(), file), 'utf8')) as typeof env;
  } catch {
    process.stderr.write('usage: rollcall preflight [--env-file .env] [--offline]\n');
    return 2;
  }
  const { mayGo, findings } = await preflight(env, { ask: !offline });
  for (const { verdict, what } of findings) process.stdout.write(`${marks[verdict]} ${what}\n`);
  process.stdout.write(mayGo ? '\nReady to go live.\n' : '\nNot ready: patients would not be reached.\n');
  return mayGo ? 0 : 1;
}
