/** `npm run simulate` */
import { command } from './command.js';
import { parseSimulateOptions } from './simulate/options.js';
import { runSimulate } from './simulate/run.js';

await command('simulate', parseSimulateOptions(process.argv.slice(2)), runSimulate);
