/** How every command begins and ends: help, options that are wrong, Ctrl-C, what could not be done, and the exit code. */
import { type Interruption, listenForInterruption } from './interruption.js';

/** What was said on a command line. */
export type Parsed<Options> =
  | { kind: 'run'; options: Options }
  | { kind: 'help'; text: string }
  | { kind: 'bad'; message: string };

/** Something that was given cannot be used; the message is for whoever gave it. Exit code 2. */
export class BadInput extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadInput';
  }
}

/** Sets the exit code: what `run` gives, 1 when it throws, 2 when it was asked for in a way that cannot be. */
export async function command<Options>(
  name: string,
  parsed: Parsed<Options>,
  run: (options: Options, output: NodeJS.WriteStream, interruption: Interruption) => Promise<number>,
): Promise<void> {
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(parsed.text);
      break;
    case 'bad':
      process.stderr.write(parsed.message);
      process.exitCode = 2;
      break;
    case 'run': {
      const interruption = listenForInterruption();
      try {
        process.exitCode = await run(parsed.options, process.stdout, interruption);
      } catch (error) {
        process.stderr.write(`${name}: ${wordsOf(error)}\n`);
        process.exitCode = error instanceof BadInput ? 2 : 1;
      } finally {
        interruption.release();
      }
    }
  }
}

/** What we throw ourselves says it in words; anything else is a bug, and says where it is. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOurs = error instanceof BadInput || error.constructor === Error;
  return isOurs ? error.message : (error.stack ?? error.message);
}

/** Node's own words about a flag, without the advice that does not fit here. */
export const firstSentence = ({ message }: Error): string => message.split(/\.\s/)[0] ?? '';
