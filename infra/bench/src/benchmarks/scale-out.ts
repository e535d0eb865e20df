/** More processes of the same services: what they bring, and what they cost. */
import type { ServiceName } from '@rollcall/embedded';
import { alone, type Benchmark, inRounds, type Outcome } from '../benchmark.js';
import { runRollcall } from '../end-to-end/run.js';
import { onGround } from '../ground.js';
import { attemptsHead, attemptsRow, wholeTens } from '../measured.js';
import { table } from '../table.js';

const workers: ServiceName[] = ['sms', 'email', 'voice', 'im'];
const settings: { figure: string; says: string; beside: ServiceName[] }[] = [
  { figure: 'one', says: 'one of each', beside: [] },
  { figure: 'two', says: 'two workers per channel, two conductors', beside: [...workers, 'conductor'] },
  {
    figure: 'four',
    says: 'four workers per channel, two conductors',
    beside: [...workers, ...workers, ...workers, 'conductor'],
  },
];

export const scaleOut: Benchmark = {
  says: 'one, two and four workers per channel, two conductors',
  onlyWhenNamed: true,
  run: ({ patients, rounds }) => inRounds(rounds, () => once(wholeTens(patients))),
};

async function once(patients: number): Promise<Outcome> {
  const outcome: Outcome = { results: [], tables: [], faults: [] };
  const rows: (string | number)[][] = [];
  for (const { figure, says, beside } of settings) {
    const m = await onGround((ground) => runRollcall(ground, { patients, beside, judged: true }));
    rows.push(attemptsRow(says, m));
    outcome.results.push(
      alone(`scale-out.${figure}.throughput`, m.attemptsPerSecond, 'attempts/s'),
      alone(`scale-out.${figure}.cpu-per-attempt`, m.cpuUsTotal, 'µs'),
    );
    outcome.faults.push(...m.faults.map((fault) => `${says}: ${fault}`));
  }
  outcome.tables.push(table(attemptsHead, rows));
  return outcome;
}
