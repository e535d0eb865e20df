/** One request with thousands of appointments, beside parsing the same body and a bare COPY of the rows it comes to. */
import { alone, type Benchmark, beside, inRounds } from '../benchmark.js';
import { onGround } from '../ground.js';
import { measureIntake, type TakenIn } from '../intake/run.js';
import { ratio, table } from '../table.js';

const head = [
  'batch',
  'appointments',
  'statements',
  'peak MiB',
  'ms',
  'floor ms',
  '',
  'CPU ms',
  'of which Postgres',
  'floor CPU ms',
  '',
];
const indexedHead = ['batch', 'rows with their indexes, ms', 'of the floor', 'CPU ms', 'of the floor'];
const rowOf = (t: TakenIn): (string | number)[] => [
  t.which,
  t.appointments,
  t.statements,
  t.peakMb,
  t.ms,
  t.floor.ms,
  ratio(t.ms, t.floor.ms),
  t.cpuMs,
  t.postgresMs,
  t.floor.cpuMs,
  ratio(t.cpuMs, t.floor.cpuMs),
];
const indexedRowOf = ({ which, floor, indexed }: TakenIn): (string | number)[] => [
  which,
  indexed.ms,
  ratio(indexed.ms, floor.ms),
  indexed.cpuMs,
  ratio(indexed.cpuMs, floor.cpuMs),
];
const nameOf = ({ which }: TakenIn): string => which.replace(' ', '-');

export const intake: Benchmark = {
  says: 'one request with N appointments, three times, beside parsing it and a bare COPY of its rows',
  run: ({ patients, rounds }) =>
    inRounds(rounds, async () => {
      const taken = await onGround((ground) => measureIntake(ground, patients));
      const peak = Math.max(...taken.map((t) => t.peakMb));
      return {
        results: [
          ...taken.map((t) => beside(`intake.${nameOf(t)}-batch`, t.ms, 'ms', t.floor.ms)),
          ...taken.map((t) => beside(`intake.${nameOf(t)}-batch-cpu`, t.cpuMs, 'ms', t.floor.cpuMs)),
          alone('intake.statements', Math.max(...taken.map((t) => t.statements)), 'statements'),
          alone('intake.memory', peak, 'MiB'),
        ],
        tables: [table(head, taken.map(rowOf)), table(indexedHead, taken.map(indexedRowOf))],
        faults: [],
      };
    }),
};
