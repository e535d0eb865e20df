/** `npm run chaos` */
import { randomInt } from 'node:crypto';
import { parseChaosOptions } from './chaos/options.js';
import { runChaos } from './chaos/run.js';
import { listenForInterruption } from './interruption.js';

const parsed = parseChaosOptions(process.argv.slice(2), randomInt(1_000_000));
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
      process.exitCode = await runChaos(parsed.options, process.stdout, interruption);
    } catch (error) {
      process.stderr.write(`chaos: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
    }
    interruption.release();
  }
}
