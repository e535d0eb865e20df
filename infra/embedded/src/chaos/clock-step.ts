/**
 * Loaded before a service (`node --import`): the wall clock of this one process can be stepped from outside, as an
 * operator or a bad time server would. The steady clock, and with it every timer, goes on unharmed, as in life.
 *
 * On SIGUSR2 the process reads how many milliseconds it is off from the file named by its process id.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const dir = process.env.CHAOS_CLOCK_DIR;
if (dir !== undefined) {
  const RealDate = Date;
  const realNow = Date.now.bind(Date);
  let offMs = 0;
  RealDate.now = () => realNow() + offMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [RealDate.now()] : args, newTarget),
    apply: () => new RealDate(RealDate.now()).toString(),
  });
  process.on('SIGUSR2', () => {
    offMs = Number(readFileSync(join(dir, String(process.pid)), 'utf8'));
  });
}
