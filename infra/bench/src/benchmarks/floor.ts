/** The floor by itself. */
import { alone, type Benchmark, inRounds } from '../benchmark.js';
import { runFloor } from '../floor/run.js';
import { onGround } from '../ground.js';
import { attemptsHead, attemptsRow, byProcess, wholeTens } from '../measured.js';
import { table } from '../table.js';

export const floor: Benchmark = {
  says: 'the floor alone: what the others are measured against',
  onlyWhenNamed: true,
  run: ({ patients, rounds }) =>
    inRounds(rounds, async () => {
      const bare = await onGround((ground) => runFloor(ground, wholeTens(patients)));
      return {
        results: [
          alone('floor.cpu-per-attempt', bare.cpuUsTotal, 'µs'),
          alone('floor.throughput', bare.attemptsPerSecond, 'attempts/s'),
        ],
        tables: [table(attemptsHead, [attemptsRow('floor', bare)]), byProcess('floor', bare)],
        faults: bare.faults,
      };
    }),
};
