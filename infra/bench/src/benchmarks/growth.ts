/** CPU per attempt with a thousand to a million open outreaches in the database: it must stay flat. */
import { writeFileSync } from 'node:fs';
import { alone, type Benchmark, type BenchOptions, beside, type Outcome } from '../benchmark.js';
import { runFloor } from '../floor/run.js';
import { onGround } from '../ground.js';
import { type Measured, wholeTens } from '../measured.js';
import { median, ratio, table } from '../table.js';
import { chartOf } from '../volume/chart.js';
import { type Grown, measureGrowth } from '../volume/growth.js';

const sizes = [1000, 10_000, 100_000, 1_000_000];
/** A thousandfold may not make an attempt dearer than by this: the bench itself varies by as much. */
const flat = 1.15;

export const growth: Benchmark = {
  says: 'CPU per attempt of N patients (default 2,000), with 1,000 to 1,000,000 open outreaches in the database',
  patients: 2000,
  onlyWhenNamed: true,
  run: growthOf(sizes),
};

/** Of several rounds the one in the middle counts for each size. */
export function growthOf(sizes: readonly number[], speed?: number) {
  return async ({ patients, rounds, chart }: BenchOptions): Promise<Outcome> => {
    const each = { patients: wholeTens(patients), ...(speed === undefined ? {} : { speed }) };
    const floor = await inTheMiddle(rounds, () => onGround((ground) => runFloor(ground, each.patients)), cpuOf);
    const grown: Grown[] = [];
    for (const open of sizes)
      grown.push(
        await inTheMiddle(
          rounds,
          () => onGround((ground) => measureGrowth(ground, open, each)),
          (g) => cpuOf(g.run),
        ),
      );
    if (chart !== undefined) writeFileSync(chart, chartOf(grown, floor.cpuUsTotal));
    const [smallest] = grown as [Grown];
    const times = (g: Grown): number => g.run.cpuUsTotal / smallest.run.cpuUsTotal;
    return {
      results: [
        ...grown.map((g) => beside(`growth.cpu-per-attempt-${g.open}`, g.run.cpuUsTotal, 'µs', floor.cpuUsTotal)),
        alone('growth.largest-to-smallest', Math.round(times(grown.at(-1) ?? smallest) * 1000) / 1000, '×'),
      ],
      tables: [
        table(
          [
            'open outreaches',
            'attempts',
            'CPU µs per attempt',
            'of it Postgres',
            'SQL µs per attempt',
            'of the smallest',
          ],
          grown.map((g) => [
            g.open,
            g.run.attempts,
            g.run.cpuUsTotal,
            g.run.cpuUs.postgres ?? 0,
            g.statementsUs,
            ratio(g.run.cpuUsTotal, smallest.run.cpuUsTotal),
          ]),
        ),
        ...grown.map(costlyOf),
      ],
      faults: [
        ...[floor, ...grown.map((g) => g.run)].flatMap((run: Measured) => run.faults),
        ...grown
          .filter((g) => times(g) > flat)
          .map(
            (g) =>
              `with ${g.open} open outreaches an attempt costs ${ratio(times(g), 1)} of what it costs with ${smallest.open}`,
          ),
      ],
    };
  };
}

const cpuOf = (run: Measured): number => run.cpuUsTotal;

const costlyOf = ({ open, costly }: Grown): string =>
  table(
    [`statements with ${open} open`, 'calls', 'µs per attempt'],
    costly.map((c) => [c.query.replaceAll(/\s+/g, ' ').slice(0, 70), c.calls, Math.round(c.us)]),
  );

async function inTheMiddle<T>(rounds: number, work: () => Promise<T>, of: (measured: T) => number): Promise<T> {
  const all: T[] = [];
  for (let n = 0; n < rounds; n++) all.push(await work());
  const middle = median(all.map(of));
  const [nearest] = [...all].sort((a, b) => Math.abs(of(a) - middle) - Math.abs(of(b) - middle));
  return nearest as T;
}
