/** One request with thousands of appointments, beside parsing the same body and bare inserts. */
import { alone, type Benchmark, beside, inRounds } from '../benchmark.js';
import { onGround } from '../ground.js';
import { type IntakeMeasured, measureIntake } from '../intake.js';
import { ratio, table } from '../table.js';

const head = ['batch', 'appointments', 'ms', 'SQL statements', 'floor ms', 'of the floor'];
const rowsOf = (m: IntakeMeasured): (string | number)[][] =>
  m.tookMs.map((ms, n) => [
    n + 1,
    m.appointments,
    ms,
    m.statements[n] ?? 0,
    m.floorMs[n] ?? 0,
    ratio(ms, m.floorMs[n] ?? 1),
  ]);

export const intake: Benchmark = {
  says: 'one request with N appointments, twice, beside parsing and bare inserts',
  run: ({ patients, rounds }) =>
    inRounds(rounds, async () => {
      const m = await onGround((ground) => measureIntake(ground, patients));
      return {
        results: [
          ...['first', 'second'].map((which, n) =>
            beside(`intake.${which}-batch`, m.tookMs[n] ?? 0, 'ms', m.floorMs[n] ?? 1),
          ),
          alone('intake.statements', m.statements.at(-1) ?? 0, 'statements'),
          alone('intake.memory', m.memoryMb.after, 'MiB'),
        ],
        tables: [
          table(head, rowsOf(m)),
          `memory of intake: ${m.memoryMb.before} MiB before, ${m.memoryMb.after} MiB after`,
        ],
        faults: [],
      };
    }),
};
