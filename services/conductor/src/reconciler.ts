/**
 * The reconciler: every few seconds it looks for what was lost between two commits and puts it back on its way. Anything
 * in Redis may vanish; within one period the system is where it was.
 */
import { randomBytes } from 'node:crypto';
import {
  attemptsOfRefs,
  closeBatches,
  type Doubtful,
  doubtful,
  emitCallbacks,
  loadSnapshots,
  lockOutreaches,
  lostLeases,
  outlived,
  outreachesOfAttempts,
  releaseStaleClaims,
  rememberRefs,
  republishStuck,
  rivalsOf,
  sweepReplyCodes,
  type Tx,
  tallyClosed,
  writeDecisions,
} from '@rollcall/database';
import { applyFact, type Happening, Turn } from '@rollcall/domain';
import { faultPoint } from '@rollcall/platform';
import type { EngineContext } from './planner.js';

/** Real milliseconds. */
export interface Patience {
  /** R2: a queued attempt without a claim for this long is published again. */
  queuedMs: number;
  /** R4: how long a callback may still settle a doubtful send before the provider is asked. */
  doubtMs: number;
}
export const defaultPatience: Patience = { queuedMs: 20_000, doubtMs: 15_000 };

/** The provider's references that a doubtful send may have; those we know already belong to other attempts. */
export type LookUp = (attempt: {
  channel: string;
  address: string;
  plannedAt: Date;
  attemptId: string;
}) => Promise<string[]>;

const batchSize = 500;
/** Some 3 ms of looking. Most letters are freed by decisions; what is left here is in no hurry. */
const lettersPerRound = 250;
/** A closed batch is counted for good after so long: no transaction takes longer. Real milliseconds. */
const closedForMs = 60_000;
/** Counting the largest batch takes some 50 ms. */
const talliesPerRound = 5;

/** One round. Returns how much was mended. */
export async function reconcile(
  context: EngineContext,
  lookUp: LookUp,
  patience: Patience = defaultPatience,
): Promise<number> {
  const { database, clock, newId } = context;
  const now = clock.now();
  const ago = (realMs: number): Date => new Date(now.getTime() - clock.fromReal(realMs));
  let mended = await database.transaction(async (tx) => {
    const stuck = await republishStuck(tx, now, ago(patience.queuedMs), batchSize);
    if (stuck > 0) faultPoint('reconciler.republish.before-commit');
    return stuck;
  });
  const lost = await lostLeases(database, now, batchSize);
  mended += await applyToAttempts(context, lost, async () =>
    lost.map((attemptId) => ({ kind: 'lease-lost', attemptId })),
  );
  const late = await outlived(database, now, batchSize);
  mended += await applyToAttempts(context, late, async () =>
    late.map((attemptId) => ({ kind: 'attempt.dropped', attemptId: attemptId as never, because: 'too_late' })),
  );
  mended += await settleDoubts(context, await doubtful(database, ago(patience.doubtMs), batchSize), lookUp);
  await database.transaction(async (tx) => {
    const closed = await closeBatches(tx, now);
    const events = closed.map((b) => ({
      type: 'batch.closed' as const,
      practiceId: b.practiceId,
      orderKey: b.id,
      data: { batchId: b.id },
    }));
    await emitCallbacks(tx, events, { now, newId });
    await sweepReplyCodes(tx, now, randomBytes(32), lettersPerRound);
    await releaseStaleClaims(tx, now);
  });
  await database.transaction((tx) => tallyClosed(tx, ago(closedForMs), talliesPerRound));
  return mended;
}

/**
 * R4. The provider names sends by number and time, not by our id. A reference that no attempt has is the doubtful one's
 * only if there are as many such references as attempts that may own them; with fewer nobody can say whose it is, and not
 * found means spent, never sent again.
 */
async function settleDoubts(context: EngineContext, doubts: readonly Doubtful[], lookUp: LookUp): Promise<number> {
  if (doubts.length === 0) return 0;
  const { pool } = context.database;
  const listed = await Promise.all(doubts.map(async (d) => ({ attemptId: d.attemptId, refs: await lookUp(d) })));
  faultPoint('reconciler.after-look-up');
  // Rivals before references: a send that is recorded between the two counts as a rival, and its reference as known.
  const rivals = await rivalsOf(
    pool,
    listed.map((l) => l.attemptId),
  );
  const known = await attemptsOfRefs(
    pool,
    listed.flatMap((l) => l.refs),
  );
  const own = new Map<string, string>();
  for (const { attemptId, refs } of listed) {
    const unknown = refs.filter((r) => !known.has(r));
    const ref = unknown.find((r) => ![...own.values()].includes(r));
    if (ref !== undefined && unknown.length >= (rivals.get(attemptId) ?? 1)) own.set(attemptId, ref);
  }
  return applyToAttempts(
    context,
    doubts.map((d) => d.attemptId),
    async (tx) => {
      // Kept and believed in one commit: a reference that somebody else got meanwhile is no proof.
      const kept = await rememberRefs(
        tx,
        [...own].map(([id, ref]) => ({ id, ref })),
      );
      return doubts.map(({ attemptId }) => ({ kind: 'in-doubt-expired', attemptId, found: kept.has(attemptId) }));
    },
  );
}

type AboutAttempt = Extract<Happening, { attemptId: string }>;

/** Locks the outreaches of `attemptIds`, asks what happened to them, and decides. */
export async function applyToAttempts(
  context: EngineContext,
  attemptIds: readonly string[],
  happened: (tx: Tx) => Promise<AboutAttempt[]>,
): Promise<number> {
  if (attemptIds.length === 0) return 0;
  const { database, clock, newId } = context;
  const written = await database.transaction(async (tx) => {
    const ofAttempt = await outreachesOfAttempts(tx, attemptIds);
    const ids = [...new Set(ofAttempt.values())].sort();
    await lockOutreaches(tx, ids);
    const now = clock.now();
    const loaded = await loadSnapshots(tx, ids, now, { withTouches: false });
    const turns = new Map(
      [...loaded].map(([id, one]) => [id, { loaded: one, turn: new Turn(one.snapshot, now, newId) }]),
    );
    for (const h of await happened(tx)) {
      const decided = turns.get(ofAttempt.get(h.attemptId) ?? '');
      if (decided) applyFact(decided.turn, h, { newId, retryAt: (ms) => new Date(now.getTime() + clock.fromReal(ms)) });
    }
    const events = await writeDecisions(tx, [...turns.values()], { now, newId });
    faultPoint('reconciler.before-commit');
    return events;
  });
  faultPoint('reconciler.after-commit');
  return written;
}
