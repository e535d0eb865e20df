/**
 * One look after the other at the running system: what is unfinished is looked for everywhere by its index, ledgers are
 * read again where something changed. What was found broken is looked at again at every look until it is mended, so that
 * the count falls only when the fault is gone.
 */
import {
  beginAt,
  type Cursor,
  changedOutreaches,
  checkInvariants,
  type Evidence,
  type InvariantId,
  invariants,
  type Violation,
} from '@rollcall/invariants';
import type { Clock, Logger } from '@rollcall/platform';

export interface AuditContext {
  query: Evidence['query'];
  clock: Clock;
  logger: Logger;
  /** One worker's lease, real milliseconds. */
  leaseMs: number;
}
export interface Audited {
  /** Of every id that can be checked on a running system. */
  counts: ReadonlyMap<InvariantId, number>;
  /** All are zero. */
  clean: boolean;
  /** How far the reading of ledgers is behind, business milliseconds. One lease is usual. */
  behindMs: number;
}

/** What needs nobody's record but the database's, and holds in the middle of the work. */
const auditable = [...new Set(invariants.filter((i) => i.when === 'always' && i.needs.length === 0).map((i) => i.id))];
/** Ledgers read again in one look: about a second's work. */
const ledgersPerLook = 2000;
/** A new auditor begins with what happened this many leases ago (ten minutes). */
const beginLeases = 20;

export class Auditor {
  readonly #context: AuditContext;
  readonly #leaseMs: number;
  #cursor: Cursor;
  /** Broken at the last look. */
  #suspects: readonly string[] = [];
  #known = new Set<string>();

  constructor(context: AuditContext) {
    this.#context = context;
    this.#leaseMs = context.clock.fromReal(context.leaseMs);
    this.#cursor = beginAt(new Date(context.clock.now().getTime() - beginLeases * this.#leaseMs));
  }

  /** Rejects when the database cannot be asked: then nobody knows, and nothing may be said. */
  async look(): Promise<Audited> {
    const { query, clock } = this.#context;
    const moment = { query, now: clock.now(), leaseMs: this.#leaseMs };
    const changed = await changedOutreaches(moment, this.#cursor, ledgersPerLook);
    const { violations } = await checkInvariants({
      ...moment,
      settled: false,
      changed: [...new Set([...changed.ids, ...this.#suspects])],
    });
    // Only now: a look that failed is taken again.
    this.#cursor = changed.cursor;
    this.#suspects = [...new Set(violations.flatMap((v) => v.outreachId ?? []))];
    this.#tell(violations);
    const counts = new Map(auditable.map((id) => [id, violations.filter((v) => v.invariant === id).length]));
    const behindMs = changed.more ? moment.now.getTime() - changed.cursor.at.getTime() : this.#leaseMs;
    return { counts, clean: violations.length === 0, behindMs };
  }

  /** Once for each, and again if it comes back. */
  #tell(violations: readonly Violation[]): void {
    const found = new Set<string>();
    for (const v of violations) {
      const key = [v.invariant, v.outreachId ?? v.what, v.attemptId].join(' ');
      if (!this.#known.has(key) && !found.has(key)) this.#context.logger.error({ ...v }, 'an invariant does not hold');
      found.add(key);
    }
    for (const key of this.#known)
      if (!found.has(key)) this.#context.logger.info({ was: key }, 'an invariant holds again');
    this.#known = found;
  }
}
