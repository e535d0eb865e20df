/** Every list and document of the API in a database of a million notices. */
import { alone, type Benchmark, beside, inRounds } from '../benchmark.js';
import { onGround } from '../ground.js';
import { table } from '../table.js';
import { type Listed, measureLists } from '../volume/lists.js';

/** No page of a list may keep the database busy for longer. Milliseconds of CPU. */
const bar = 20;
const times = 15;
const rounded = (ms: number): number => Math.round(ms * 100) / 100;
const pages = (listed: readonly Listed[]): Listed[] => listed.filter((l) => l.kind === 'list');
const slug = (name: string): string => name.replaceAll(/[^a-z0-9]+/g, '-');

export const lists: Benchmark = {
  says: 'every list of the API on a database of N notices (default 1,000,000): database time for a request',
  patients: 1_000_000,
  onlyWhenNamed: true,
  run: ({ patients, rounds }) =>
    inRounds(rounds, async () => {
      const listed = await onGround((ground) => measureLists(ground, patients, times));
      return {
        results: [
          ...listed.map((l) => beside(`lists.${slug(l.name)}`, rounded(l.databaseMs), 'ms', rounded(l.floorMs))),
          alone('lists.dearest-cpu', rounded(Math.max(...pages(listed).map((l) => l.cpuMs))), 'ms'),
        ],
        tables: (['list', 'document'] as const).map((kind) =>
          table(
            [kind, 'rows', 'statements ms', 'bare read ms', 'database CPU ms', 'HTTP ms'],
            listed
              .filter((l) => l.kind === kind)
              .map((l) => [
                l.name,
                l.rows,
                l.databaseMs.toFixed(2),
                l.floorMs.toFixed(2),
                l.cpuMs.toFixed(2),
                l.httpMs.toFixed(1),
              ]),
          ),
        ),
        faults: pages(listed)
          .filter((l) => l.cpuMs > bar)
          .map((l) => `${l.name}: ${l.cpuMs.toFixed(1)} ms of the database's CPU, and ${bar} ms is the bar`),
      };
    }),
};
