/** I18, I19, I21: what the database cannot see. What was written in the clear, how processes end, which builds ran. */
import type { Evidence } from './evidence.js';
import { type Invariant, namedAtMost, type Violation } from './invariant.js';

/** As it stands, and as it would stand in a URL, in JSON, in base64 and in hexadecimal digits. */
const guises = (canary: string): string[] => [
  canary,
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  Buffer.from(canary).toString('base64').replace(/=+$/, ''),
  Buffer.from(canary).toString('hex'),
];

/** The canary itself is not named: a finding is logged too. */
async function nothingInTheClear(e: Evidence): Promise<Violation[]> {
  const { canaries, texts } = e.written ?? { canaries: [], texts: [] };
  return texts
    .flatMap(({ where, text }) =>
      canaries.flatMap((canary, n): Violation[] =>
        guises(canary).some((guise) => text.includes(guise))
          ? [{ invariant: 'I18', what: `canary ${n + 1} stands in ${where}` }]
          : [],
      ),
    )
    .slice(0, namedAtMost);
}

async function endsInTime(e: Evidence): Promise<Violation[]> {
  return (e.exits ?? [])
    .filter((x) => x.tookMs === null || x.tookMs > x.graceMs)
    .map((x) => ({
      invariant: 'I19',
      what: `${x.process} was told to stop and ${x.tookMs === null ? 'did not' : `took ${x.tookMs} ms`} (grace ${x.graceMs} ms)`,
    }));
}

/** From the first round of a newer build on, no older one may work in its module. */
async function oneBuildPerModule(e: Evidence): Promise<Violation[]> {
  const runs = e.modules ?? [];
  return runs
    .filter((old) => runs.some((r) => r.module === old.module && r.version > old.version && r.from < old.to))
    .map((old) => ({ invariant: 'I21', what: `${old.module}: version ${old.version} worked on beside a newer one` }));
}

export const surroundings: readonly Invariant[] = [
  {
    id: 'I18',
    title: 'No patient is named where everybody can read',
    when: 'always',
    needs: ['written'],
    check: nothingInTheClear,
  },
  {
    id: 'I19',
    title: 'A process that is told to stop ends in time',
    when: 'always',
    needs: ['exits'],
    check: endsInTime,
  },
  {
    id: 'I21',
    title: 'Two builds never do the same work',
    when: 'always',
    needs: ['modules'],
    check: oneBuildPerModule,
  },
];
