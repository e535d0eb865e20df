/** `npm run simulate` */
import { listenForInterruption } from './interruption.js';
import { parseSimulateOptions } from './simulate/options.js';
import { BadInput } from './simulate/policies.js';
import { runSimulate } from './simulate/run.js';

const parsed = parseSimulateOptions(process.argv.slice(2));
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
      process.exitCode = await runSimulate(parsed.options, process.stdout, interruption);
    } catch (error) {
      process.stderr.write(`simulate: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = error instanceof BadInput ? 2 : 1;
    }
    interruption.release();
  }
}
