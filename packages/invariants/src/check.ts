/** All invariants, and the one way to run them. */
import { alarms } from './alarms.js';
import { callbacks } from './callbacks.js';
import type { Evidence } from './evidence.js';
import { facts } from './facts.js';
import { type Invariant, type InvariantId, invariantIds, type Violation } from './invariant.js';
import { ledger } from './ledger.js';
import { manners } from './manners.js';
import { promises } from './promises.js';
import { provider } from './provider.js';
import { sending } from './sending.js';
import { slots } from './slots.js';
import { surroundings } from './surroundings.js';

export const invariants: readonly Invariant[] = [
  ...promises,
  ...alarms,
  ...sending,
  ...provider,
  ...facts,
  ...ledger,
  ...manners,
  ...slots,
  ...callbacks,
  ...surroundings,
];

export interface Checked {
  violations: Violation[];
  /** Of these every check ran. */
  checked: InvariantId[];
  /** Of these at least one check did not: its evidence is not there, or it holds only at rest. */
  skipped: InvariantId[];
}

/** Runs all whose evidence is there; one after another, so that a live database sees one query at a time. */
export async function checkInvariants(e: Evidence, all: readonly Invariant[] = invariants): Promise<Checked> {
  const violations: Violation[] = [];
  const skipped = new Set<InvariantId>();
  for (const invariant of all) {
    const missing = invariant.needs.some((need) => e[need] === undefined);
    if (missing || (invariant.when === 'settled' && !e.settled)) skipped.add(invariant.id);
    else violations.push(...(await invariant.check(e)));
  }
  return { violations, checked: invariantIds.filter((id) => !skipped.has(id)), skipped: [...skipped] };
}
