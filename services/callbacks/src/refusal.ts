/**
 * A receiver may refuse a requested slot on the spot: 409 Conflict to `slot.requested` is its answer, and no failure. Of any
 * other event 409 means what it always did, because receivers also say it to what they know already.
 */
import type { BookingFact } from '@rollcall/contracts';
import type { DueDelivery, NewFact } from '@rollcall/database';

export function refusalIn(d: Pick<DueDelivery, 'eventId' | 'body'>, status: number | null): NewFact | null {
  if (status !== 409) return null;
  const { type, data } = JSON.parse(d.body) as { type: string; data: { offerId: string; start?: string } };
  if (type !== 'slot.requested') return null;
  const payload: BookingFact = {
    kind: 'booking',
    offerId: data.offerId as BookingFact['offerId'],
    outcome: 'refused',
    reason: 'time-taken',
    ...(data.start ? { startsAt: data.start } : {}),
  };
  // The event's id is the same over all tries and endpoints: said often, it is one refusal.
  return {
    source: 'practice',
    kind: 'practice.booking',
    dedupeKey: `${d.eventId}-refused`,
    attemptId: null,
    payload,
  };
}
