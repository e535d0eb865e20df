/**
 * The turns of a conversation the patient has joined: the offer, "booked", "noted", "please say 1 or 2", and the
 * correction when an appointment is on after all. Calls and the page speak for themselves; messages are planned here.
 */
import type { Channel, Purpose, Wording } from '@rollcall/contracts';
import { lawForbids } from './caps.js';
import { obstacle, usablePoints } from './reach.js';
import { refusalBehind } from './refusals.js';
import { type AttemptRow, contactPointOf, liveOffer, type OfferRow, type Snapshot } from './snapshot.js';
import type { Turn } from './turn.js';

const hour = 3_600_000;
/** One question back per contact point; more would be a loop with a machine. */
const questionsBackPerPoint = 1;
/** Who asks for help twice gets it twice; then a person has read it. */
const helpsPerPoint = 2;
const messageChannels: readonly Channel[] = ['sms', 'im', 'email'];

export interface Moment {
  after: 'offer-made' | 'offer-empty' | 'booked' | 'call-ended';
  contactPointId: string | null;
}

export function sayNext(turn: Turn, moment: Moment): void {
  const s = turn.state;
  switch (moment.after) {
    case 'offer-made': {
      const offer = liveOffer(s);
      if (offer?.state === 'open' && offer.via === 'message')
        say(turn, 'offer', offer.channel, moment.contactPointId, offer, refusalBehind(s, offer) ? 'refused' : null);
      return;
    }
    case 'call-ended': {
      // The call is over and no time was chosen in it: the offer follows as a message, if there is a way.
      const offer = liveOffer(s);
      if (offer?.state !== 'open' || offer.via !== 'call') return;
      if (s.attempts.some((a) => a.offerId === offer.id)) return;
      const way = messageWay(s, moment.contactPointId, turn.now);
      if (way) return void say(turn, 'offer', way.channel, way.contactPointId, offer);
      turn.emit({ type: 'offer.closed', offerId: offer.id as never, state: 'void' });
      return turn.openTask('rebook', 'offer_unanswered', [offer.noticeId]);
    }
    case 'offer-empty':
    case 'booked': {
      const offer = s.offers.at(-1);
      if (offer && (offer.via === 'message' || (moment.after === 'booked' && isMailed(s, offer))))
        say(
          turn,
          moment.after === 'booked' ? 'booked' : 'noted',
          offer.channel,
          moment.contactPointId,
          moment.after === 'booked' ? offer : null,
        );
      return;
    }
  }
}

/** Asks back, once; whoever is not understood a second time, or cannot be asked, is read by a person. */
export function askBack(turn: Turn, contactPointId: string, channel: Channel, wording: Wording | null): void {
  const asked = clarified(turn.state, contactPointId).filter(
    (a) => a.wording !== 'help' && a.wording !== 'stay',
  ).length;
  // Mail is read by a person: an answer to a mail program that answers by itself would be a loop.
  if (
    channel === 'email' ||
    asked >= questionsBackPerPoint ||
    !say(turn, 'clarify', channel, contactPointId, null, wording)
  )
    turn.openTask('reach', 'unclear_answer');
}

/** Who we are and where to call. Nothing about a visit. */
export function sayHelp(turn: Turn, contactPointId: string, channel: Channel): void {
  const said = clarified(turn.state, contactPointId).filter((a) => a.wording === 'help').length;
  if (channel === 'email' || said >= helpsPerPoint) return turn.openTask('reach', 'unclear_answer');
  say(turn, 'clarify', channel, contactPointId, null, 'help');
}

/** To somebody on the way to a visit that is not there. */
export function sayStay(turn: Turn, contactPointId: string, channel: Channel): void {
  if (channel === 'email' || clarified(turn.state, contactPointId).some((a) => a.wording === 'stay')) return;
  say(turn, 'clarify', channel, contactPointId, null, 'stay');
}

/** What holds now, for an answer that came when nothing is asked any more: said once to each contact point. */
export function sayTruth(turn: Turn, contactPointId: string, channel: Channel): void {
  const s = turn.state;
  if (s.attempts.some((a) => a.purpose !== 'tell' && a.contactPointId === contactPointId && isAnnouncement(a.purpose)))
    return;
  const withdrawn = s.notices.every((n) => n.state === 'withdrawn');
  const asked = s.offers.find((o) => o.state === 'asked');
  if (asked) return void say(turn, 'noted', channel, contactPointId, asked, 'asked');
  const booked = s.notices.some((n) => n.state === 'rebooked');
  say(turn, withdrawn ? 'correct' : booked ? 'booked' : 'noted', channel, contactPointId, null);
}

const isAnnouncement = (purpose: Purpose): boolean =>
  purpose === 'booked' || purpose === 'noted' || purpose === 'correct';

const clarified = (s: Snapshot, contactPointId: string): AttemptRow[] =>
  s.attempts.filter((a) => a.purpose === 'clarify' && a.contactPointId === contactPointId);

/** Chosen on the page a mail led to: the page has said it, and the mail brings the calendar file. */
const isMailed = (s: Snapshot, offer: OfferRow): boolean =>
  offer.via === 'page' && offer.channel === 'email' && s.policy.calendarFile === 'attached';

export interface Way {
  channel: Channel;
  contactPointId: string;
}

/** The best way to send a message to a party that was on the phone: that phone first, else any other address. */
export const messageWay = (s: Snapshot, preferred: string | null, now: Date): Way | null =>
  messageWays(s, preferred, now)[0] ?? null;

/** All of them, the best first; of each channel one. */
export function messageWays(s: Snapshot, preferred: string | null, now: Date): Way[] {
  const own = preferred ? contactPointOf(s, preferred) : undefined;
  const onPhone: Way[] =
    own && obstacle(s, own, 'sms', now) === null ? [{ channel: 'sms', contactPointId: own.id }] : [];
  const others = messageChannels.flatMap((channel): Way[] => {
    const [point] = usablePoints(s, channel, now);
    return point ? [{ channel, contactPointId: point.id }] : [];
  });
  return [...onPhone, ...others];
}

/** Until when words about an offer make sense; that one was refused is as true when its times have run out. */
const endOf = (offer: OfferRow | null): number =>
  (offer?.state === 'refused' ? null : offer?.expiresAt?.getTime()) ?? Number.POSITIVE_INFINITY;

/** Plans one conversational message; false if the address was closed meanwhile: then a person says it. */
export function say(
  turn: Turn,
  purpose: Purpose,
  channel: Channel,
  contactPointId: string | null,
  offer: OfferRow | null,
  wording: Wording | null = null,
): boolean {
  const s = turn.state;
  const point = contactPointId ? contactPointOf(s, contactPointId) : undefined;
  const unasked = purpose === 'correct' && point ? lawForbids(point, channel) : null;
  if (!point || unasked || obstacle(s, point, channel, turn.now) !== null) {
    // A booking or a "noted" unsaid is harmless; an offer nobody sees, or a correction, needs a person.
    if (purpose === 'offer' && offer)
      turn.openTask('rebook', wording === 'refused' ? 'booking_refused' : 'offer_unanswered', [offer.noticeId]);
    return false;
  }
  const sameTurn = s.attempts.filter((a) => a.purpose === purpose && a.offerId === (offer?.id ?? null)).length;
  turn.emit({
    type: 'attempt.planned',
    attemptId: turn.newId() as never,
    step: s.attempts.filter((a) => a.purpose === purpose).length,
    attemptNo: sameTurn,
    channel,
    purpose,
    contactPointId: point.id as never,
    sendBy: new Date(Math.min(endOf(offer), turn.now.getTime() + 2 * hour)).toISOString(),
    offerId: (offer?.id ?? null) as never,
    noticeIds: (offer ? [offer.noticeId] : s.notices.map((n) => n.id)) as never,
    reason: { rule: `say.${purpose}`, because: 'the patient is in the conversation' },
    ...(wording ? { wording } : {}),
  });
  return true;
}
