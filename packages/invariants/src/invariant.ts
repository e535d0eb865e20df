/** An invariant as a check. One id may have several: each needs other evidence, or holds at another time. */
import type { Evidence, Need } from './evidence.js';

export const invariantIds = [
  'I1',
  'I2',
  'I3',
  'I4',
  'I5',
  'I6',
  'I7',
  'I8',
  'I9',
  'I10',
  'I11',
  'I12',
  'I13',
  'I14',
  'I15',
  'I16',
  'I17',
  'I18',
  'I19',
  'I20',
  'I21',
] as const;
export type InvariantId = (typeof invariantIds)[number];

/** Ids and states only: it is logged. */
export interface Violation {
  invariant: InvariantId;
  what: string;
  outreachId?: string;
  attemptId?: string;
}
export interface Invariant {
  id: InvariantId;
  /** What a patient may rely on. */
  title: string;
  /** `always`: also in the middle of the work and of a fault. `settled`: when everything had time to come to rest. */
  when: 'always' | 'settled';
  needs: readonly Need[];
  check(evidence: Evidence): Promise<Violation[]>;
}

/** A broken system breaks everywhere at once: this many of a kind are named, so that a check stays bounded. */
export const namedAtMost = 100;

/**
 * How late something may be before somebody is told. At rest two leases (a minute: a lost lease is found after one, and
 * mended within the next); in the middle of the work four, so that a restart alone is no alarm.
 */
export const lateBefore = (e: Evidence): Date => new Date(e.now.getTime() - (e.settled ? 2 : 4) * e.leaseMs);
