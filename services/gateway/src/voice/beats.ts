/** What a call says next, from how the conversation stands: pure, and read fresh from the database at every turn. */
import type { Conversation } from '@rollcall/contracts';
import type { VoiceTurn } from '@rollcall/messages';

export interface Beat {
  turn: VoiceTurn;
  /** The frozen offer that the next key chooses from. */
  offerId?: string;
}

/** What is said when the call is answered, by whomever or whatever answered. */
export function openingBeat(c: Conversation, answeredBy: string | undefined, now: Date): Beat {
  if (answeredBy?.startsWith('machine') || answeredBy === 'fax') return { turn: 'voicemail' };
  const open = c.notices.some((n) => n.state === 'open');
  // Answered on another channel while this one rang: do not play the whole script.
  if (!open && c.attempt.purpose === 'tell') return hasLiveOffer(c, now) ? offerBeat(c) : { turn: 'already-noted' };
  return nextBeat(c, now);
}

/** What comes next in a call that is under way. */
export function nextBeat(c: Conversation, now: Date): Beat {
  if (c.notices.some((n) => n.state === 'open')) return { turn: 'menu' };
  if (c.notices.every((n) => n.state === 'withdrawn')) return { turn: 'already-noted' };
  switch (c.offer?.state) {
    case 'requested':
    case 'chosen':
      return { turn: 'please-hold' };
    case 'open':
      return hasLiveOffer(c, now) ? offerBeat(c) : { turn: 'noted' };
    case 'booked':
      return { turn: 'booked' };
    case 'empty':
      return { turn: 'no-offer' };
    default:
      return { turn: 'noted' };
  }
}

const hasLiveOffer = (c: Conversation, now: Date): boolean =>
  c.offer?.state === 'open' && c.offer.options.length > 0 && (c.offer.expiresAt === null || c.offer.expiresAt > now);

const offerBeat = (c: Conversation): Beat => (c.offer ? { turn: 'offer', offerId: c.offer.id } : { turn: 'noted' });
