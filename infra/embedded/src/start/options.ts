/** What can be said on the command line of `npm start`. */
import { parseArgs } from 'node:util';
import { firstSentence, type Parsed } from '../command.js';

export interface StartOptions {
  portBase: number;
}
export type ParsedStart = Parsed<StartOptions>;

export const startHelp = `The whole system on this machine, empty, for your own batches. It stays up until Ctrl-C and keeps
its data in .rollcall/start. Nothing real is ever called: a simulator stands in for the providers.

usage: npm start -- [options]

  --port-base N    API on N, gateway on N+1, simulator on N+2, where they are free
                   (default 8080)
  --help           this
`;

const flags = { 'port-base': { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
export const defaultPortBase = 8080;

/** Reads `argv` (without node and script). Never throws. */
export function parseStartOptions(argv: readonly string[]): ParsedStart {
  try {
    const { values } = parseArgs({ args: [...argv], options: flags, strict: true });
    if (values.help) return { kind: 'help', text: startHelp };
    const portBase = Number(values['port-base'] ?? defaultPortBase);
    if (Number.isInteger(portBase) && portBase >= 1 && portBase <= 65_533)
      return { kind: 'run', options: { portBase } };
    return bad('--port-base must be a whole number from 1 to 65533');
  } catch (error) {
    return bad(firstSentence(error as Error));
  }
}

const bad = (message: string): ParsedStart => ({
  kind: 'bad',
  message: `start: ${message}\nTry: npm start -- --help\n`,
});
