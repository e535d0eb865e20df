/** `npm run demo` */
import { command } from './command.js';
import { parseDemoOptions } from './demo/options.js';
import { runDemo } from './demo/run.js';

await command('demo', parseDemoOptions(process.argv.slice(2)), runDemo);
