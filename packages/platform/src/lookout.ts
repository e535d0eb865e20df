/**
 * One look for several loops. A loop that asks by itself whether there is something to do opens a transaction for it,
 * twenty times a second; a lookout asks one question for all of them and wakes those that have work. It also gathers:
 * a loop need not be woken for each piece, because a round of fifty costs little more than a round of five.
 */
import type { Logger } from './logger.js';
import { type Loop, pollLoop } from './loop.js';

/** What waits for a loop; `at-once` when somebody waits for the answer. */
export type Sight = 'nothing' | 'something' | 'at-once';

export interface LookoutOptions<Name extends string> {
  /** Real milliseconds between looks. */
  everyMs: number;
  look: () => Promise<Record<Name, Sight>>;
  /** `gatherMs`: how long after it was last woken a loop is left to gather more, unless somebody waits. Real milliseconds. */
  loops: Record<Name, { loop: Pick<Loop, 'nudge'>; gatherMs: number }>;
  logger: Logger;
  /** Steady milliseconds. */
  steadyMs?: () => number;
}

/** The loops keep their own, slow looks: a lookout that fails delays work and loses none. */
export function lookout<Name extends string>({
  everyMs,
  look,
  loops,
  logger,
  steadyMs = () => performance.now(),
}: LookoutOptions<Name>): Loop {
  const wokenAt = new Map<Name, number>();
  const names = Object.keys(loops) as Name[];
  return pollLoop({
    name: 'lookout',
    idleMs: everyMs,
    logger,
    work: async () => {
      const seen = await look();
      const now = steadyMs();
      for (const name of names) {
        const { loop, gatherMs } = loops[name];
        const gathering = now - (wokenAt.get(name) ?? Number.NEGATIVE_INFINITY) < gatherMs;
        if (seen[name] === 'nothing' || (seen[name] === 'something' && gathering)) continue;
        wokenAt.set(name, now);
        loop.nudge();
      }
      return 0;
    },
  });
}
