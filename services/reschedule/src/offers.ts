/**
 * Four pieces of work, each one transaction: fill what was asked for, book what was chosen, let go what ran out, and say what
 * the practice has not confirmed.
 */
import type { OfferFact } from '@rollcall/contracts';
import {
  bookChosen,
  type ChosenOffer,
  type Database,
  freeSlots,
  holdSlots,
  lockChosen,
  lockExpired,
  lockMatching,
  lockRequested,
  lockUnconfirmed,
  markWorked,
  type NewFact,
  type NewHold,
  type RequestedOffer,
  releaseExpiredHolds,
  releaseHolds,
  storeFacts,
  type Tx,
} from '@rollcall/database';
import { type MatchSlot, matchBatch } from '@rollcall/domain';
import { type Clock, faultPoint, type NewId } from '@rollcall/platform';

export interface RescheduleContext {
  database: Database;
  clock: Clock;
  newId: NewId;
  onResult?: (result: OfferFact['result']) => void;
}

const batchSize = 200;
/** Slots looked at per practice and round: the nearest ones. */
const maxSlots = 2000;

/** Matches all requests of a practice as a whole and holds the slots. Returns how many were worked. */
export async function fillOffers(context: RescheduleContext): Promise<number> {
  const filled = await context.database.transaction(async (tx) => {
    const now = context.clock.now();
    const requested = await lockRequested(tx, now, batchSize);
    if (requested.length === 0) return 0;
    await releaseExpiredHolds(tx, now);
    for (const practiceId of [...new Set(requested.map((r) => r.practiceId))].sort())
      await fillPractice(
        context,
        tx,
        requested.filter((r) => r.practiceId === practiceId),
        now,
      );
    faultPoint('reschedule.fill.before-commit');
    return requested.length;
  });
  if (filled > 0) faultPoint('reschedule.fill.after-commit');
  return filled;
}

async function fillPractice(
  context: RescheduleContext,
  tx: Tx,
  requested: readonly RequestedOffer[],
  now: Date,
): Promise<void> {
  const [first] = requested;
  if (!first) return;
  await lockMatching(tx, first.practiceId);
  const earliest = new Date(Math.min(...requested.map((r) => r.request.notBefore.getTime())));
  const latest = new Date(Math.max(...requested.map((r) => r.request.notAfter.getTime())));
  const slots = await freeSlots(tx, first.practiceId, earliest, latest, maxSlots);
  const matched = matchBatch(
    requested.map((r) => r.request),
    slots,
  );
  const holds = requested.flatMap((r) => holdsOf(context, r, matched.get(r.offerId) ?? [], slots, now));
  const got = await holdSlots(tx, holds);
  const held = new Set(holds.filter((h) => got.has(h.id)).map((h) => h.offerId));
  await markWorked(
    tx,
    requested.map((r) => ({ offerId: r.offerId, expiresAt: held.has(r.offerId) ? expiryOf(r, now) : null })),
    now,
  );
  await tell(
    context,
    tx,
    requested.map((r) => ({ offerId: r.offerId, result: held.has(r.offerId) ? 'made' : 'empty' })),
    now,
  );
}

const expiryOf = (r: RequestedOffer, now: Date): Date => new Date(now.getTime() + r.holdMinutes * 60_000);

/** Choices are numbered by time: people expect the first to be the earliest. */
function holdsOf(
  { newId }: RescheduleContext,
  r: RequestedOffer,
  slotIds: readonly string[],
  slots: readonly MatchSlot[],
  now: Date,
): NewHold[] {
  return slotIds
    .flatMap((id) => slots.find((s) => s.id === id) ?? [])
    .sort((a, b) => a.start.getTime() - b.start.getTime())
    .map((slot, i) => ({
      id: newId(),
      practiceId: r.practiceId,
      slot,
      offerId: r.offerId,
      noticeId: r.noticeId,
      patientId: r.request.patientId,
      choice: i + 1,
      expiresAt: expiryOf(r, now),
    }));
}

/**
 * Turns choices into bookings. Where the practice's own system has the last word, the time is taken all the same, so that
 * nobody else can have it, and what is told is that it was asked for. Returns how many were worked.
 */
export async function bookOffers(context: RescheduleContext): Promise<number> {
  const booked = await context.database.transaction(async (tx) => {
    const now = context.clock.now();
    const chosen = await lockChosen(tx, batchSize);
    const results: Result[] = [];
    for (const offer of chosen) results.push(resultOf(offer, await bookChosen(tx, offer, now), now));
    await markWorked(
      tx,
      results.map(({ offerId, until }) => ({ offerId, expiresAt: until ?? null })),
      now,
    );
    await tell(context, tx, results, now);
    if (chosen.length > 0) faultPoint('reschedule.book.before-commit');
    return chosen.length;
  });
  if (booked > 0) faultPoint('reschedule.book.after-commit');
  return booked;
}

function resultOf({ offerId, confirmWithinMinutes }: ChosenOffer, isTaken: boolean, now: Date): Result {
  if (!isTaken) return { offerId, result: 'lost' };
  if (confirmWithinMinutes === null) return { offerId, result: 'booked' };
  return { offerId, result: 'asked', until: new Date(now.getTime() + confirmWithinMinutes * 60_000) };
}

/** Says what the practice has let wait too long. The time stays kept. Returns how many there were. */
export function remindOfAsked(context: RescheduleContext): Promise<number> {
  return context.database.transaction(async (tx) => {
    const now = context.clock.now();
    const late = (await lockUnconfirmed(tx, now, batchSize)).map((offerId) => ({ offerId }));
    if (late.length === 0) return 0;
    await markWorked(tx, late, now);
    await tell(
      context,
      tx,
      late.map(({ offerId }) => ({ offerId, result: 'unconfirmed' })),
      now,
    );
    return late.length;
  });
}

/** Lets go what was not answered in time. Returns how many offers ran out. */
export function expireOffers(context: RescheduleContext): Promise<number> {
  return context.database.transaction(async (tx) => {
    const now = context.clock.now();
    const expired = await lockExpired(tx, now, batchSize);
    if (expired.length === 0) return 0;
    await releaseHolds(tx, expired, now);
    await markWorked(
      tx,
      expired.map((offerId) => ({ offerId })),
      now,
    );
    await tell(
      context,
      tx,
      expired.map((offerId) => ({ offerId, result: 'expired' })),
      now,
    );
    faultPoint('reschedule.expire.before-commit');
    return expired.length;
  });
}

interface Result {
  offerId: string;
  result: OfferFact['result'];
  until?: Date;
}

async function tell(context: RescheduleContext, tx: Tx, results: readonly Result[], now: Date): Promise<void> {
  const facts = results.map(({ offerId, result, until }): NewFact => {
    const payload: OfferFact = {
      kind: 'offer',
      offerId: offerId as OfferFact['offerId'],
      result,
      ...(until ? { until: until.toISOString() } : {}),
    };
    return {
      source: 'reschedule',
      kind: 'reschedule.offer',
      dedupeKey: `${offerId}-${result}`,
      attemptId: null,
      payload,
    };
  });
  await storeFacts(tx, context.database.sealer, facts, now);
  for (const { result } of results) context.onResult?.(result);
}
