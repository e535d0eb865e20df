/** Offers that follow a refusal by the practice. */
import type { TaskReason } from '@rollcall/contracts';
import type { OfferRow, Snapshot } from './snapshot.js';

/** The refusal that an offer makes up for: its message says sorry, and leaving it unanswered is a person's matter. */
export const refusalBehind = (s: Snapshot, offer: OfferRow): OfferRow | undefined => {
  const earlier = s.offers.slice(
    0,
    s.offers.findIndex((o) => o.id === offer.id),
  );
  const last = earlier.filter((o) => o.noticeId === offer.noticeId && o.state !== 'void').at(-1);
  return last?.state === 'refused' ? last : undefined;
};

/** No fitting time, or no answer to the apology: the desk must know that this patient may believe in a booking. */
export const unsettledReason = (s: Snapshot, offer: OfferRow, otherwise: TaskReason): TaskReason =>
  refusalBehind(s, offer) ? 'booking_refused' : otherwise;
