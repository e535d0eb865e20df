/**
 * The practice's own system has the last word on a chosen time. Where its policy says so, a choice is asked for before it is
 * called booked; and any booking may be taken back later, because the practice's calendar moved. A patient who may believe
 * in a time that is not there is as badly off as one who was never told: she gets an apology with new times, or a person.
 */
import type { BookingFact } from '@rollcall/contracts';
import { requestNextOffer, requestOffer } from './answering.js';
import { isUrgent } from './ladder.js';
import { mailboxesOf } from './mailed-bookings.js';
import { usablePoints, zonesOf } from './reach.js';
import { refusalBehind } from './refusals.js';
import { contactPointOf, liveOffer, type OfferRow, openTask, type Snapshot } from './snapshot.js';
import { messageWay, messageWays, say, type Way } from './speaking.js';
import type { Turn } from './turn.js';
import { mayRing, windowFor } from './windows.js';

const minute = 60_000;

/** What a practice can be told when it says something of a booking that cannot be. */
export type BookingRefusal = { ok: false; because: 'not_booked' | 'refused_before' | 'not_yet' };
export type BookingVerdict = { ok: true } | BookingRefusal;

const chosenSlot = (offer: OfferRow): string | undefined =>
  offer.options.find((o) => o.choice === offer.chosen)?.slotId;

/** The time is kept and the practice is asked. What the patient reads until it answers never says that it is booked. */
export function bookingRequested(turn: Turn, offer: OfferRow, until: string): void {
  const slotId = chosenSlot(offer);
  if (offer.state !== 'chosen' || !slotId) return;
  turn.emit({
    type: 'booking.requested',
    noticeId: offer.noticeId as never,
    offerId: offer.id as never,
    slotId: slotId as never,
    until,
  });
  if (offer.via === 'message')
    say(turn, 'noted', offer.channel, offer.contactPointId, offerNow(turn, offer.id), 'asked');
  requestNextOffer(turn, offer.via, offer.channel, offer.contactPointId);
}

/** The practice has not answered in time: a person asks it. The time is still kept, and a late answer still counts. */
export function bookingUnconfirmed(turn: Turn, offer: OfferRow): void {
  if (offer.state === 'asked') turn.openUrgentTask('rebook', 'booking_unconfirmed', [offer.noticeId]);
}

/** Confirmed or refused by the practice; said twice, it changes nothing the second time. */
export function practiceAnswered(turn: Turn, fact: BookingFact): BookingVerdict {
  return turn.because({ kind: 'fact', fact }, () => answered(turn, fact));
}

function answered(turn: Turn, fact: BookingFact): BookingVerdict {
  const offer = turn.state.offers.find((o) => o.id === fact.offerId);
  const notice = turn.state.notices.find((n) => n.id === offer?.noticeId);
  if (!offer || !notice) return { ok: false, because: 'not_booked' };
  const isBooked = offer.state === 'booked' && notice.state === 'rebooked';
  if (fact.outcome === 'confirmed') {
    if (offer.state === 'asked') confirmed(turn, offer);
    else if (!isBooked) return { ok: false, because: whyNot(offer) };
    return { ok: true };
  }
  if (offer.state === 'refused') return { ok: true };
  const slotId = isBooked ? notice.bookedSlotId : offer.state === 'asked' ? chosenSlot(offer) : undefined;
  if (!slotId) return { ok: false, because: whyNot(offer) };
  refused(turn, offer, slotId, fact);
  return { ok: true };
}

const whyNot = ({ state }: OfferRow): BookingRefusal['because'] =>
  state === 'refused' ? 'refused_before' : state === 'chosen' ? 'not_yet' : 'not_booked';

const offerNow = (turn: Turn, id: string): OfferRow | null => turn.state.offers.find((o) => o.id === id) ?? null;

/** Now it is booked, and now the patient hears so; whoever has no way to be written to is called by a person. */
function confirmed(turn: Turn, offer: OfferRow): void {
  const way = wayToSay(turn.state, offer, turn.now, null);
  turn.emit({
    type: 'notice.rebooked',
    noticeId: offer.noticeId as never,
    offerId: offer.id as never,
    slotId: (chosenSlot(offer) ?? '') as never,
  });
  withoutWords(turn, offer.id);
  const said = way !== null && say(turn, 'booked', way.channel, way.contactPointId, offerNow(turn, offer.id));
  const asking = openTask(turn.state, 'rebook');
  if (asking?.reason === 'booking_unconfirmed')
    turn.emit({ type: 'task.resolved', taskId: asking.id as never, by: 'rollcall', resolution: 'confirmed' });
  if (!said) turn.openUrgentTask('rebook', 'booking_untold', [offer.noticeId]);
}

function refused(turn: Turn, offer: OfferRow, slotId: string, { reason, startsAt }: BookingFact): void {
  const starts = startsAt === undefined ? null : new Date(startsAt);
  const way = wayToSay(turn.state, offer, turn.now, starts);
  const hadPerson = turn.state.tasks.some(
    (t) => t.reason === 'booking_unconfirmed' && (t.noticeIds ?? []).includes(offer.noticeId),
  );
  turn.emit({
    type: 'booking.released',
    noticeId: offer.noticeId as never,
    offerId: offer.id as never,
    slotId: slotId as never,
    because: 'refused',
    ...(reason ? { reason } : {}),
  });
  withoutWords(turn, offer.id);
  const byMachine = way !== null && !hadPerson && !isSoon(turn, starts) && mayOffer(turn.state);
  // The apology goes out with the new times; see `sayNext`.
  if (byMachine) return requestOffer(turn, offer.noticeId, 'message', way.channel, way.contactPointId);
  turn.openUrgentTask('rebook', 'booking_refused', [offer.noticeId]);
  apologise(turn, offer.id, way);
}

/** One question at a time, and none while a person arranges it. */
const mayOffer = (s: Snapshot): boolean =>
  s.policy.reschedule.enabled && !liveOffer(s) && openTask(s, 'rebook') === undefined;

/** The patient may be on the way before a message is answered; and of a time that nobody knows, the same is assumed. */
function isSoon({ state, now }: Turn, starts: Date | null): boolean {
  const { operatorLeadMinutes, gettingReadyMinutes, defaultTravelMinutes } = state.policy;
  const leadMinutes = operatorLeadMinutes + gettingReadyMinutes + defaultTravelMinutes;
  return starts === null || starts.getTime() - now.getTime() < leadMinutes * minute;
}

/** Without new times: that the one they had is not theirs, and that a person calls. Mailboxes get the calendar's cancellation. */
function apologise(turn: Turn, offerId: string, way: Way | null): void {
  const offer = offerNow(turn, offerId);
  if (way) say(turn, 'correct', way.channel, way.contactPointId, offer, 'refused');
  uncalendarRefused(turn, offerId, way);
}

/** No new time fits: the apology goes out as the offer would have. */
export function apologiseFor(turn: Turn, offer: OfferRow): void {
  const refusal = refusalBehind(turn.state, offer);
  const { channel, contactPointId } = offer;
  if (refusal) apologise(turn, refusal.id, contactPointId === null ? null : { channel, contactPointId });
}

/** A booking that was mailed as a calendar file stands in a calendar: the mailbox gets its cancellation, too. */
function uncalendarRefused(turn: Turn, offerId: string, told: Way | null): void {
  const s = turn.state;
  if (s.policy.calendarFile !== 'attached') return;
  for (const mailbox of mailboxesOf(s, new Set([offerId])))
    if (told?.channel !== 'email' || told.contactPointId !== mailbox)
      say(turn, 'correct', 'email', mailbox, offerNow(turn, offerId), 'refused');
}

/** The apology with new times was made: also to mailboxes that have the refused time in a calendar. */
export function offerAfterRefusal(turn: Turn, offer: OfferRow): void {
  const refusal = refusalBehind(turn.state, offer);
  if (!refusal || !offer.contactPointId) return;
  uncalendarRefused(turn, refusal.id, { channel: offer.channel, contactPointId: offer.contactPointId });
}

/** What waits to be said of this offer is no longer so. */
function withoutWords(turn: Turn, offerId: string): void {
  for (const a of turn.state.attempts)
    if (a.state === 'queued' && a.offerId === offerId && (a.purpose === 'booked' || a.purpose === 'noted'))
      turn.emit({ type: 'attempt.superseded', attemptId: a.id as never, because: 'practice_answered' });
}

/** Whoever was written to or called a moment ago, and answered, is awake. */
const freshMinutes = 30;

const isFresh = (s: Snapshot, now: Date): boolean =>
  s.attempts.some((a) => a.state !== 'superseded' && now.getTime() - a.plannedAt.getTime() < freshMinutes * minute);

/**
 * How to write of a choice: the way it was made, else any other. Within the practice's time to answer, and while the
 * conversation is fresh, the patient waits for it; later it is news that nobody is woken by, and mail goes at any hour.
 */
function wayToSay(s: Snapshot, offer: OfferRow, now: Date, starts: Date | null): Way | null {
  const isAwaited = offer.state === 'asked' && offer.expiresAt !== null && now < offer.expiresAt;
  const first: Way[] =
    offer.channel === 'voice' || offer.contactPointId === null
      ? []
      : [{ channel: offer.channel, contactPointId: offer.contactPointId }];
  if (isAwaited || isFresh(s, now)) return usable(s, first, now)[0] ?? messageWay(s, offer.contactPointId, now);
  const urgent = starts !== null && isUrgent(starts, now, s.policy);
  const window = windowFor(s.policy, urgent);
  const inHours = ({ channel, contactPointId }: Way): boolean => {
    const point = contactPointOf(s, contactPointId);
    return point !== undefined && mayRing(now, channel, window, zonesOf(s, point));
  };
  return [...usable(s, first, now), ...messageWays(s, offer.contactPointId, now)].find(inHours) ?? null;
}

const usable = (s: Snapshot, ways: readonly Way[], now: Date): Way[] =>
  ways.filter((w) => usablePoints(s, w.channel, now).some((p) => p.id === w.contactPointId));
