/** Waits until everybody confirmed, and says what keeps a run from counting. */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

/** What the provider counted. */
export interface Tally {
  attempts: number;
  twice: number;
  lost: number;
}
const givenUpMs = 240_000;
const lookEveryMs = 200;

/** Resolves with how many are left: 0, or more when it takes too long. `counting` selects one number. */
export async function untilNone(look: pg.Client, counting: string): Promise<number> {
  const until = performance.now() + givenUpMs;
  for (;;) {
    const left = Number(Object.values((await look.query(counting)).rows[0] ?? { n: 0 })[0]);
    if (left === 0 || performance.now() > until) return left;
    await pause(lookEveryMs);
  }
}

export const faultsOf = ({ twice, lost }: Tally, left: number): (string | false)[] => [
  left > 0 && `${left} patients did not confirm`,
  twice > 0 && `${twice} attempts were seen twice`,
  lost > 0 && `${lost} callbacks were not taken`,
];
