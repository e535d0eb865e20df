/** `npm run demo` */
import { parseDemoOptions } from './demo/options.js';
import { BadFile } from './demo/own-day.js';
import { runDemo } from './demo/run.js';
import { listenForInterruption } from './interruption.js';

const parsed = parseDemoOptions(process.argv.slice(2));
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
      process.exitCode = await runDemo(parsed.options, process.stdout, interruption);
    } catch (error) {
      process.stderr.write(`demo: ${error instanceof BadFile ? error.message : String(error)}\n`);
      process.exitCode = error instanceof BadFile ? 2 : 1;
    }
    interruption.release();
  }
}
