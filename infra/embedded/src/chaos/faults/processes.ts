/** What happens to a process: killed, stopped in the middle of a word for longer than its lease, told to end. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Proc } from '../../processes.js';
import { type ServiceName, serviceNames } from '../../system.js';
import { endOf } from '../cast.js';
import { pauseMs } from '../patience.js';
import type { Random } from '../random.js';
import type { Stage } from '../stage.js';
import type { Fault } from './fault.js';

const downMs = { from: 0, to: 1500 };

export const processFaults: readonly Fault[] = serviceNames.flatMap((name): Fault[] => [
  {
    name: `kill ${name}`,
    target: name,
    strike: (stage, random, said) => {
      const proc = oneOf(stage, name, random);
      return stage.cast.hold(proc, async () => {
        said(`SIGKILL ${who(stage, name, proc)}`);
        proc.kill('SIGKILL');
        await proc.exited;
        await pause(random.between(downMs.from, downMs.to));
      });
    },
  },
  {
    name: `pause ${name}`,
    target: name,
    strike: (stage, random, said) => {
      const proc = oneOf(stage, name, random);
      return stage.cast.hold(proc, async () => {
        const ms = Math.round(random.between(pauseMs.from, pauseMs.to));
        said(`SIGSTOP ${who(stage, name, proc)} for ${ms} ms`);
        // Not by `proc.kill`, which takes every signal for an end that was asked for.
        process.kill(proc.pid, 'SIGSTOP');
        try {
          await pause(ms);
        } finally {
          if (proc.alive) process.kill(proc.pid, 'SIGCONT');
        }
      });
    },
  },
  {
    name: `term ${name}`,
    target: name,
    strike: (stage, random, said) => {
      const proc = oneOf(stage, name, random);
      return stage.cast.hold(proc, async () => {
        said(`SIGTERM ${who(stage, name, proc)}`);
        stage.exits.push(await endOf(proc));
        await pause(random.between(downMs.from, downMs.to));
      });
    },
  },
]);

const oneOf = (stage: Stage, name: ServiceName, random: Random): Proc => random.oneOf(stage.cast.of(name));

const who = (stage: Stage, name: ServiceName, proc: Proc): string => {
  const all = stage.cast.of(name);
  return all.length > 1 ? `${name} ${all.indexOf(proc) + 1} of ${all.length}` : name;
};
