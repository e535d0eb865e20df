/** The wall clock of one process is stepped, forwards or backwards, and set right a while later. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Proc } from '../../processes.js';
import { mostClockStepMs } from '../patience.js';
import type { Stage } from '../stage.js';
import type { Fault } from './fault.js';

const leastStepMs = 500;
const lastsMs = { from: 2000, to: 4000 };

const stepped = (name: string, sign: 1 | -1): Fault => ({
  name,
  target: 'clock',
  strike: (stage, random, said) => {
    const proc = random.oneOf(stage.cast.all);
    return stage.cast.hold(proc, async () => {
      const byMs = Math.round(sign * random.between(leastStepMs, mostClockStepMs));
      const ms = Math.round(random.between(lastsMs.from, lastsMs.to));
      said(`the clock of ${proc.name} is ${Math.abs(byMs)} ms ${byMs > 0 ? 'fast' : 'slow'} for ${ms} ms`);
      setOff(stage, proc, byMs);
      try {
        await pause(ms);
      } finally {
        setOff(stage, proc, 0);
      }
    });
  },
});

export const clockFaults: readonly Fault[] = [stepped('clock fast', 1), stepped('clock slow', -1)];

/** By how much the clock of `proc` is wrong from now on. See clock-step.ts. */
function setOff(stage: Stage, proc: Proc, offMs: number): void {
  if (!proc.alive) return;
  writeFileSync(join(stage.clockDir, String(proc.pid)), String(offMs));
  process.kill(proc.pid, 'SIGUSR2');
}
