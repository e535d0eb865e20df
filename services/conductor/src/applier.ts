/**
 * The applier: facts from the inbox are bound to their outreaches, folded, and settled in one transaction. A fact nobody
 * can be found for is settled as `unknown` and kept; one that cannot be applied is tried again, then parked for a person.
 */
import type { Fact } from '@rollcall/contracts';
import {
  type Decided,
  keepWords,
  leaveFacts,
  loadSnapshots,
  lockOutreaches,
  rememberRefs,
  type StoredFact,
  settleFacts,
  type Tx,
  takeFacts,
  takeFactsOf,
  writeDecisions,
} from '@rollcall/database';
import { applyFact, changedAttempts, Turn } from '@rollcall/domain';
import { faultPoint, type Logger } from '@rollcall/platform';
import { type InboxKind, readInbox } from '@rollcall/providers';
import { type Bound, bindFacts } from './binding.js';
import { hearFacts, hearTemplates } from './hearing.js';
import type { EngineContext } from './planner.js';

const batchSize = 300;

/** One round. Returns how many facts were taken. */
export async function applyFacts(context: EngineContext, logger: Logger, limit = batchSize): Promise<number> {
  const { database, clock, newId } = context;
  const applied = await database.transaction(async (tx) => {
    const { stored, read, bound } = await gather(tx, context, logger, limit);
    if (stored.length === 0) return 0;
    const outreachIds = outreachesOf(bound);
    // Asked in one breath: the snapshots are read under the locks.
    const [, loaded] = await Promise.all([
      lockOutreaches(tx, outreachIds),
      loadSnapshots(tx, outreachIds, clock.now(), { withTouches: false }),
    ]);
    // Read after the locks: what is decided later is also dated later.
    const now = clock.now();
    const turns = new Map<string, Decided>();
    for (const [id, one] of loaded) turns.set(id, { loaded: one, turn: new Turn(one.snapshot, now, newId) });
    const parked = new Set<string>();
    // Outreaches that a later build has begun to decide are not loaded: what happened to them waits for it.
    const left = new Set(bound.filter((b) => !loaded.has(b.outreachId)).map((b) => b.storedId));
    for (const b of bound) {
      const decided = turns.get(b.outreachId);
      if (!decided) continue;
      try {
        applyFact(decided.turn, b.happening, {
          newId,
          retryAt: (retryAfterMs) => new Date(now.getTime() + clock.fromReal(retryAfterMs)),
        });
      } catch (error) {
        // A bug in a decision must not hold up everybody else's facts: this outreach writes nothing, its facts are parked.
        logger.error({ err: error, outreachId: b.outreachId, inboxId: b.storedId }, 'a fact cannot be applied');
        turns.delete(b.outreachId);
        parked.add(b.outreachId);
      }
    }
    const cameAt = new Map(stored.map((s) => [s.id, s.receivedAt]));
    const refs = refsOf(bound);
    const written = new Set([...turns.values()].flatMap((d) => changedAttempts(d.turn).map((a) => a.id)));
    await Promise.all([
      writeDecisions(tx, [...turns.values()], { now, newId, refs: new Map(refs.map((r) => [r.id, r.ref])) }),
      rememberRefs(
        tx,
        refs.filter((r) => !written.has(r.id)),
      ),
      keepWords(
        tx,
        database.sealer,
        bound.flatMap(({ words, outreachId, storedId }) => {
          const practiceId = turns.get(outreachId)?.turn.state.outreach.practiceId;
          const saidAt = cameAt.get(storedId);
          if (!words || !practiceId || !saidAt) return [];
          return [{ practiceId, outreachId, inboxId: storedId, channel: words.channel, words: words.body, saidAt }];
        }),
        newId,
      ),
      leaveFacts(tx, [...left]),
      settleFacts(
        tx,
        stored.filter((s) => !left.has(s.id)).map((s) => ({ id: s.id, result: resultOf(s, read, bound, parked) })),
        now,
      ),
    ]);
    faultPoint('applier.before-commit');
    return stored.length;
  });
  if (applied > 0) faultPoint('applier.after-commit');
  return applied;
}

interface Gathered {
  stored: StoredFact[];
  read: ReadFact[];
  /** In the order in which they came. */
  bound: Bound[];
}

/** What is ready, and with it whatever else waits about the same outreaches: one decision for all of it. */
async function gather(tx: Tx, { database, clock }: EngineContext, logger: Logger, limit: number): Promise<Gathered> {
  const { sealer } = database;
  const ready = await takeFacts(tx, sealer, clock.now(), limit);
  const readReady = ready.flatMap((s) => readAll(s, logger));
  const boundReady = await bindFacts(tx, sealer, readReady, clock.now());
  const waiting = await takeFactsOf(tx, sealer, outreachesOf(boundReady), ready);
  const readWaiting = waiting.flatMap((s) => readAll(s, logger));
  const stored = [...ready, ...waiting];
  const read = [...readReady, ...readWaiting];
  await hearFacts(tx, read, clock);
  await hearTemplates(tx, read, clock, logger);
  const cameAt = new Map(stored.map((s) => [s.id, s.receivedAt.getTime()]));
  const bound = [...boundReady, ...(await bindFacts(tx, sealer, readWaiting, clock.now()))].sort(
    (a, b) => (cameAt.get(a.storedId) ?? 0) - (cameAt.get(b.storedId) ?? 0),
  );
  return { stored, read, bound };
}

const outreachesOf = (bound: readonly Bound[]): string[] => [...new Set(bound.map((b) => b.outreachId))].sort();

/**
 * `applyFacts`, round after round, past a fact that the database refuses (SQLSTATE class 22 or 23: a bug of ours, or a
 * provider's slip): rounds become smaller until the fact stands alone, then it is parked for a person and the others go on.
 */
export function applier(context: EngineContext, logger: Logger): () => Promise<number> {
  let limit = batchSize;
  return async () => {
    try {
      const applied = await applyFacts(context, logger, limit);
      limit = Math.min(limit * 2, batchSize);
      return applied;
    } catch (error) {
      if (!/^2[23]/.test((error as { code?: string }).code ?? '')) throw error;
      logger.error({ err: error, limit }, 'a round of facts was refused');
      if (limit > 1) {
        limit = Math.ceil(limit / 8);
        return 1;
      }
      return parkOldest(context);
    }
  };
}

async function parkOldest({ database, clock }: EngineContext): Promise<number> {
  return database.transaction(async (tx) => {
    const stored = await takeFacts(tx, database.sealer, clock.now(), 1);
    await settleFacts(
      tx,
      stored.map((s) => ({ id: s.id, result: 'parked' })),
      clock.now(),
    );
    return stored.length;
  });
}

export interface ReadFact {
  storedId: string;
  fact: Fact;
  /** Of the attempt it was stored with, where it names one. */
  about: { attemptId: string; outreachId: string } | null;
}

/** A payload that cannot be read is a bug or an attack: it is kept, named, and never blocks the others. */
function readAll(stored: StoredFact, logger: Logger): ReadFact[] {
  try {
    return readInbox(stored.kind as InboxKind, stored.attemptId, stored.payload).map((fact) => ({
      storedId: stored.id,
      fact,
      about: aboutOf(stored),
    }));
  } catch (error) {
    logger.error({ err: error, inboxId: stored.id, kind: stored.kind }, 'a fact cannot be read');
    return [];
  }
}

const aboutOf = ({ attemptId, outreachId }: StoredFact): ReadFact['about'] =>
  attemptId && outreachId ? { attemptId, outreachId } : null;

function resultOf(
  s: StoredFact,
  read: readonly ReadFact[],
  bound: readonly Bound[],
  parked: ReadonlySet<string>,
): string {
  if (!read.some((r) => r.storedId === s.id)) return 'ignored';
  const own = bound.filter((b) => b.storedId === s.id);
  if (own.some((b) => parked.has(b.outreachId))) return 'parked';
  return own.length > 0 ? 'applied' : 'unknown';
}

/**
 * References to keep, for facts that name only the provider's: a callback can come before the answer to our own request,
 * and a worker that lost its lease to a slow answer could not write its own. Without it a doubtful twin on the same
 * number would later be taken for this one.
 */
function refsOf(bound: readonly Bound[]): { id: string; ref: string }[] {
  const named = bound.flatMap(({ happening: h }) => {
    if (h.kind === 'attempt.outcome')
      return h.outcome.kind === 'accepted' ? [{ id: h.attemptId as string, ref: h.outcome.ref }] : [];
    return (h.kind === 'delivery' || h.kind === 'call') && h.attemptId && h.providerRef !== ''
      ? [{ id: h.attemptId as string, ref: h.providerRef }]
      : [];
  });
  // Named twice in one breath it is the first one's: a provider's slip must not stop everybody else's facts.
  return [...new Map(named.reverse().map((r) => [r.ref, r])).values()];
}
