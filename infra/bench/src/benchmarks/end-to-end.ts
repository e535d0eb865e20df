/** Patients handed over at once, until each has confirmed: attempts a second, and CPU per attempt. */
import { type Benchmark, beside, inRounds } from '../benchmark.js';
import { runRollcall } from '../end-to-end/run.js';
import { runFloor } from '../floor/run.js';
import { onGround } from '../ground.js';
import { attemptsHead, attemptsRow, byProcess, wholeTens } from '../measured.js';
import { ratio, table } from '../table.js';

export const endToEnd: Benchmark = {
  says: 'attempts a second and CPU per attempt, from the batch to the last confirmation',
  run: ({ patients, rounds }) =>
    inRounds(rounds, async () => {
      const floor = await onGround((ground) => runFloor(ground, wholeTens(patients)));
      const ours = await onGround((ground) => runRollcall(ground, { patients: wholeTens(patients) }));
      return {
        results: [
          beside('end-to-end.cpu-per-attempt', ours.cpuUsTotal, 'µs', floor.cpuUsTotal),
          beside('end-to-end.throughput', ours.attemptsPerSecond, 'attempts/s', floor.attemptsPerSecond),
        ],
        tables: [
          table(
            [...attemptsHead, 'of the floor'],
            [
              [...attemptsRow('floor', floor), ratio(1, 1)],
              [...attemptsRow('Rollcall', ours), ratio(ours.cpuUsTotal, floor.cpuUsTotal)],
            ],
          ),
          `${byProcess('floor', floor)}\n${byProcess('Rollcall', ours)}`,
        ],
        faults: [...floor.faults.map((f) => `floor: ${f}`), ...ours.faults],
      };
    }),
};
