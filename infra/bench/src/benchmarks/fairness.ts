/** Twelve urgent patients of a small practice, behind ten thousand of a large one. */
import { type Benchmark, beside, inRounds, type Outcome } from '../benchmark.js';
import { type After, measureFairness } from '../fairness/run.js';
import { onGround } from '../ground.js';
import { ratio, table } from '../table.js';

const settings: { after: After; figure: string; says: string }[] = [
  { after: 'request', figure: 'while-it-is-taken', says: 'one second after the request of the large one' },
  { after: 'answer', figure: 'while-it-is-told', says: 'one second after our answer to it' },
];

export const fairness: Benchmark = {
  says: 'how long 12 urgent patients wait behind N of another practice, beside the same 12 alone',
  run: ({ patients, rounds }) => inRounds(rounds, () => once(patients)),
};

async function once(patients: number): Promise<Outcome> {
  const outcome: Outcome = { results: [], tables: [], faults: [] };
  const rows: (string | number)[][] = [];
  for (const { after, figure, says } of settings) {
    const m = await onGround((ground) => measureFairness(ground, patients, after));
    const { alone, behindACrowd } = m;
    rows.push(
      ['alone', alone.p50, alone.max, ratio(1, 1)],
      [says, behindACrowd.p50, behindACrowd.max, ratio(behindACrowd.max, alone.max)],
    );
    outcome.results.push(
      beside(`fairness.${figure}.p50`, behindACrowd.p50, 'ms', alone.p50),
      beside(`fairness.${figure}.max`, behindACrowd.max, 'ms', alone.max),
    );
    outcome.faults.push(...m.faults);
  }
  outcome.tables.push(table(['12 urgent patients', 'ms until told, p50', 'ms, the last', 'of the floor'], rows));
  return outcome;
}
