/** `npm run chaos` */
import { randomInt } from 'node:crypto';
import { parseChaosOptions } from './chaos/options.js';
import { runChaos } from './chaos/run.js';
import { command } from './command.js';

await command('chaos', parseChaosOptions(process.argv.slice(2), randomInt(1_000_000)), runChaos);
