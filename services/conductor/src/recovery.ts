/**
 * When a sender is out, and when it is back (the breaker's rules are in the domain's `sender.ts`).
 *
 * - Out: what still waits for it is let go, so that other channels move up; a backoff later one attempt probes, that of the
 *   patient with the earliest deadline. A real message, not a look at the account: an account can be in order while its
 *   sender is not registered, and a patient gains if it works. Whoever holds the sender's row grants the probe, so there is
 *   one, however many conductors there are.
 * - Back: those who were put off are decided again, earliest deadline first, ten of them, then twenty, then forty: a
 *   provider that has just come back is not run over. A decision missed here loses nothing: its alarm still rings.
 */
import {
  loadSnapshots,
  lockHeld,
  republishOne,
  type SenderRow,
  type Tx,
  tryLockSender,
  uneasySenders,
  waitingInVain,
  writeDecisions,
  writeSender,
} from '@rollcall/database';
import { decideNext, probeExpired, probeIsDue, probing, startsPerSecond } from '@rollcall/domain';
import { faultPoint } from '@rollcall/platform';
import { decideTogether } from './deciding-together.js';
import type { EngineContext } from './planner.js';
import { applyToAttempts } from './reconciler.js';

const batchSize = 200;
/** Of the patients with the earliest deadlines so many are asked for a probe; most can give one. */
const probeCandidates = 20;
const mostAtOnce = 640;
/** A second pass, by its size, for those whom somebody else was just deciding in the first. */
const secondPass = 1000;

/** One round. Returns how many outreaches or attempts were moved. While all is well it is one look at four rows. */
export async function recover(
  context: EngineContext,
  onSenders: (uneasy: readonly SenderRow[]) => void = () => {},
): Promise<number> {
  let moved = 0;
  // In a transaction: a build whose turn is over ends here, also while all is well.
  const uneasy = await context.database.transaction(uneasySenders);
  onSenders(uneasy);
  for (const sender of uneasy) {
    if (sender.breaker !== 'closed') moved += await letGo(context, sender);
    const tended = await tend(context, sender.channel);
    if (tended > 0) faultPoint('recovery.after-commit');
    moved += tended;
  }
  return moved;
}

async function letGo(context: EngineContext, { channel }: SenderRow): Promise<number> {
  const inVain = await waitingInVain(context.database.pool, channel, batchSize);
  return applyToAttempts(context, inVain, async () =>
    inVain.map((id) => ({ kind: 'attempt.dropped', attemptId: id as never, because: 'sender_out' })),
  );
}

/** Everything that changes the sender's own row, under its lock. */
async function tend(context: EngineContext, channel: SenderRow['channel']): Promise<number> {
  const { database, clock } = context;
  return database.transaction(async (tx) => {
    const locked = await tryLockSender(tx, channel);
    if (!locked) return 0;
    const now = clock.now();
    const sender = { ...locked, ...probeExpired(locked, now) };
    if (probeIsDue(sender, now)) {
      const probed = await probe(context, tx, locked, sender, now);
      if (probed > 0) faultPoint('recovery.before-commit');
      return probed;
    }
    if (sender.breaker === 'closed' && sender.returning) return takeUpAgain(context, tx, locked, sender.returning, now);
    const free = sender.notBefore !== null && startsPerSecond(sender, now) === null;
    if (free) await writeSender(tx, locked, { ...sender, notBefore: null, startsPerSecond: null }, now);
    else if (sender.breaker !== locked.breaker) await writeSender(tx, locked, sender, now);
    return 0;
  });
}

async function probe(
  { newId }: EngineContext,
  tx: Tx,
  before: SenderRow,
  sender: SenderRow,
  now: Date,
): Promise<number> {
  const { channel } = sender;
  const candidates = await lockHeld(tx, channel, { deadline: new Date(0), id: null }, probeCandidates);
  const loaded = await loadSnapshots(
    tx,
    candidates.map((c) => c.id),
    now,
  );
  for (const { id } of candidates) {
    const one = loaded.get(id);
    const breaker = one?.snapshot.breakers[channel];
    if (!one || !breaker) continue;
    const breakers = { ...one.snapshot.breakers, [channel]: { ...breaker, mayProbe: true } };
    const asked = { ...one, snapshot: { ...one.snapshot, breakers } };
    const turn = decideNext(asked.snapshot, now, newId);
    const planned = turn.events.find((e) => e.type === 'attempt.planned' && e.channel === channel);
    await writeDecisions(tx, [{ loaded: asked, turn }], { now, newId });
    if (planned?.type !== 'attempt.planned') continue;
    await writeSender(tx, before, probing(sender, planned.attemptId, now), now);
    return 1;
  }
  const turnOfTalk = await republishOne(tx, channel, now);
  if (turnOfTalk !== null) await writeSender(tx, before, probing(sender, turnOfTalk, now), now);
  else if (sender.breaker !== before.breaker) await writeSender(tx, before, sender, now);
  return turnOfTalk === null ? 0 : 1;
}

async function takeUpAgain(
  context: EngineContext,
  tx: Tx,
  sender: SenderRow,
  from: NonNullable<SenderRow['returning']>,
  now: Date,
): Promise<number> {
  const held = await lockHeld(tx, sender.channel, from, from.size);
  const last = held.at(-1);
  const loaded = await loadSnapshots(
    tx,
    held.map((h) => h.id),
    now,
  );
  const { newId } = context;
  await writeDecisions(tx, decideTogether(loaded.values(), now, newId), { now, newId });
  const isSecond = from.size === secondPass;
  const size = isSecond ? secondPass : Math.min(from.size * 2, mostAtOnce);
  const again = isSecond ? null : { deadline: new Date(0), id: null, size: secondPass };
  const next = last ? { deadline: last.deadline, id: last.id, size } : again;
  await writeSender(tx, sender, { ...sender, returning: next } as SenderRow, now);
  return held.length;
}
