/**
 * The turns of a conversation the patient has joined: the offer, "booked", "noted", "please say 1 or 2", and the
 * correction when an appointment is on after all. Calls and the page speak for themselves; messages are planned here.
 */
import type { Channel, Purpose } from '@rollcall/contracts';
import { obstacle, usablePoints } from './reach.js';
import { contactPointOf, liveOffer, type OfferRow, type Snapshot } from './snapshot.js';
import type { Turn } from './turn.js';

const hour = 3_600_000;
/** One "please answer with a number" per contact point; more would be a loop with a machine. */
const clarificationsPerPoint = 1;
const messageChannels: readonly Channel[] = ['sms', 'im', 'email'];

export interface Moment {
  after: 'offer-made' | 'offer-empty' | 'booked' | 'unclear' | 'call-ended';
  contactPointId: string | null;
}

export function sayNext(turn: Turn, moment: Moment): void {
  const s = turn.state;
  switch (moment.after) {
    case 'offer-made': {
      const offer = liveOffer(s);
      if (offer?.state === 'open' && offer.via === 'message')
        say(turn, 'offer', offer.channel, moment.contactPointId, offer);
      return;
    }
    case 'call-ended': {
      // The call is over and no time was chosen in it: the offer follows as a message, if there is a way.
      const offer = liveOffer(s);
      if (offer?.state !== 'open' || offer.via !== 'call') return;
      if (s.attempts.some((a) => a.offerId === offer.id)) return;
      const way = messageWay(s, moment.contactPointId, turn.now);
      if (way) return say(turn, 'offer', way.channel, way.contactPointId, offer);
      turn.emit({ type: 'offer.closed', offerId: offer.id as never, state: 'void' });
      return turn.openTask('rebook', 'offer_unanswered', [offer.noticeId]);
    }
    case 'offer-empty':
    case 'booked': {
      const offer = s.offers.at(-1);
      if (offer?.via === 'message')
        say(
          turn,
          moment.after === 'booked' ? 'booked' : 'noted',
          offer.channel,
          moment.contactPointId,
          moment.after === 'booked' ? offer : null,
        );
      return;
    }
    case 'unclear': {
      const point = moment.contactPointId ? contactPointOf(s, moment.contactPointId) : undefined;
      if (!point) return;
      const asked = s.attempts.filter((a) => a.purpose === 'clarify' && a.contactPointId === point.id).length;
      if (asked < clarificationsPerPoint) say(turn, 'clarify', point.system === 'phone' ? 'sms' : 'im', point.id, null);
      else turn.openTask('reach', 'unclear_answer');
    }
  }
}

/** The best way to send a message to a party that was on the phone: that phone first, else any other address. */
export function messageWay(
  s: Snapshot,
  preferred: string | null,
  now: Date,
): { channel: Channel; contactPointId: string } | null {
  const own = preferred ? contactPointOf(s, preferred) : undefined;
  if (own && obstacle(own, 'sms', s.policy, now) === null) return { channel: 'sms', contactPointId: own.id };
  for (const channel of messageChannels) {
    const [point] = usablePoints(s, channel, now);
    if (point) return { channel, contactPointId: point.id };
  }
  return null;
}

/** Plans one conversational message. Not if the address was closed meanwhile: then a person says it. */
export function say(
  turn: Turn,
  purpose: Purpose,
  channel: Channel,
  contactPointId: string | null,
  offer: OfferRow | null,
): void {
  const s = turn.state;
  const point = contactPointId ? contactPointOf(s, contactPointId) : undefined;
  if (!point || obstacle(point, channel, s.policy, turn.now) !== null) {
    // A booking or a "noted" unsaid is harmless; an offer nobody sees, or a correction, needs a person.
    if (purpose === 'offer' && offer) turn.openTask('rebook', 'offer_unanswered', [offer.noticeId]);
    return;
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
    sendBy: new Date(
      Math.min(offer?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY, turn.now.getTime() + 2 * hour),
    ).toISOString(),
    offerId: (offer?.id ?? null) as never,
    noticeIds: (offer ? [offer.noticeId] : s.notices.map((n) => n.id)) as never,
    reason: { rule: `say.${purpose}`, because: 'the patient is in the conversation' },
  });
}
