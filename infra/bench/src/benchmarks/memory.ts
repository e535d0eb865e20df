/** Memory of every process stays flat for as long as the load goes on. */
import { writeFileSync } from 'node:fs';
import { alone, type Benchmark } from '../benchmark.js';
import { onGround } from '../ground.js';
import { chartOf } from '../memory/chart.js';
import { type MemoryMeasured, measureMemory } from '../memory/run.js';
import { table } from '../table.js';

/** 17 patients a second make some 30 attempts a second: little enough for a machine that others use, too. */
const load = { patients: 50, everyMs: 3000 };
const usualMinutes = 60;
/** The clinic opens at 6:45 and business time is six times as fast: later it would be night. */
const mostMinutes = 120;
/** What an hour may add to a process, as a part of what it holds. */
const mostGrowthPerHour = 0.1;
/** In a shorter run the second half is no more than the saw of one collection. */
const minutesForAVerdict = 20;

export const memory: Benchmark = {
  says: `memory of each process under steady load, for --minutes (default ${usualMinutes}, at most ${mostMinutes})`,
  onlyWhenNamed: true,
  run: async ({ minutes = usualMinutes, chart }) => {
    if (minutes > mostMinutes) throw new Error(`--minutes ${minutes}: memory lasts ${mostMinutes} at most`);
    const m = await onGround((ground) => measureMemory(ground, { minutes, ...load }));
    if (chart !== undefined) writeFileSync(chart, chartOf(m));
    const trends = Object.entries(m.trends);
    return {
      results: trends.flatMap(([who, { startMb, levelMb, slopeMbPerHour }]) => [
        alone(`memory.${who}.start`, tenths(startMb), 'MiB'),
        alone(`memory.${who}.level`, tenths(levelMb), 'MiB'),
        alone(`memory.${who}.slope`, tenths(slopeMbPerHour), 'MiB/h'),
      ]),
      tables: [
        table(
          ['', 'MiB at the start', 'in the last quarter', 'MiB an hour', 'an hour adds'],
          trends.map(([who, t]) => [
            who,
            t.startMb.toFixed(0),
            t.levelMb.toFixed(0),
            t.slopeMbPerHour.toFixed(1),
            `${(t.growthPerHour * 100).toFixed(1)} %`,
          ]),
        ),
        `${minutes} minutes at ${m.attemptsPerSecond} attempts a second, ${m.attempts} in all`,
        ...(minutes < minutesForAVerdict
          ? [`too short to say whether anything grows: ${minutesForAVerdict} minutes`]
          : []),
      ],
      faults: [...m.faults, ...(minutes < minutesForAVerdict ? [] : growing(m))],
    };
  },
};

const growing = ({ trends }: MemoryMeasured): string[] =>
  Object.entries(trends)
    .filter(([, { growthPerHour }]) => growthPerHour > mostGrowthPerHour)
    .map(([who, t]) => `${who} grows by ${t.slopeMbPerHour.toFixed(1)} MiB an hour, at ${t.levelMb.toFixed(0)} MiB`);

const tenths = (n: number): number => Math.round(n * 10) / 10;
