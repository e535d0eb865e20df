/** What a call says next, from how the conversation stands: pure, and read fresh from the database at every turn. */
import type { Conversation } from '@rollcall/contracts';
import type { VoiceTurn } from '@rollcall/messages';

export interface Beat {
  turn: VoiceTurn;
  /** The frozen offer that the next key chooses from. */
  offerId?: string;
  /** The one visit that the next key answers for. */
  noticeId?: string;
  /** The key answers a correction. */
  corrects?: string;
}

export interface Listener {
  /** As the provider says it; null while it listens. */
  answeredBy: string | null;
  /** They called us. */
  inbound: boolean;
}

export const isMachine = (answeredBy: string | null): boolean => answeredBy?.startsWith('machine') ?? false;

/**
 * What is said when the call is answered, by whomever or whatever answered. The provider still listens then, and a mailbox
 * records from its beep on: unless the practice lets a machine hear everything, the visit waits until a person is there.
 */
export function openingBeat(c: Conversation, { answeredBy, inbound }: Listener, now: Date): Beat {
  if (isMachine(answeredBy) || answeredBy === 'fax') return { turn: 'voicemail' };
  const open = c.notices.some((n) => n.state === 'open');
  const corrected = isCorrected(c);
  // Answered on another channel while this one rang: do not play the whole script.
  if (!open && !corrected && !inbound && c.attempt.purpose === 'tell')
    return hasLiveOffer(c, now) ? offerBeat(c) : { turn: 'already-noted' };
  const machineMayHear = c.attempt.voicemail === 'full' && c.challenge === null;
  if (inbound || answeredBy === 'human' || machineMayHear) return nextBeat(c, now);
  return { turn: 'opening' };
}

/** What comes next in a call that is under way. */
export function nextBeat(c: Conversation, now: Date): Beat {
  if (c.notices.some((n) => n.state === 'open')) return { turn: 'menu' };
  if (isCorrected(c)) return { turn: 'correction' };
  if (c.notices.every((n) => n.state === 'withdrawn')) return { turn: 'already-noted' };
  switch (c.offer?.state) {
    case 'requested':
    case 'chosen':
      return { turn: 'please-hold' };
    case 'open':
      return hasLiveOffer(c, now) ? offerBeat(c) : { turn: 'noted' };
    case 'booked':
      return { turn: 'booked' };
    case 'asked':
      return { turn: 'asked' };
    case 'refused':
      return { turn: 'refused' };
    case 'empty':
      return { turn: (c.refusals ?? []).some((r) => r.noticeId === c.offer?.noticeId) ? 'refused' : 'no-offer' };
    default:
      return { turn: 'noted' };
  }
}

/** Says something of the visit, its times or its people: not before the challenge, where there is one. */
export function tellsOfVisit(c: Conversation, { turn }: Beat): boolean {
  switch (turn) {
    case 'menu':
    case 'repeat':
    case 'correction':
    case 'offer':
    case 'booked':
    case 'asked':
    case 'refused':
      return true;
    case 'already-noted':
      return c.notices.some((n) => n.state === 'withdrawn');
    default:
      return false;
  }
}

const isCorrected = (c: Conversation): boolean => c.notices.some((n) => n.isCorrected === true);

const hasLiveOffer = (c: Conversation, now: Date): boolean =>
  c.offer?.state === 'open' && c.offer.options.length > 0 && (c.offer.expiresAt === null || c.offer.expiresAt > now);

const offerBeat = (c: Conversation): Beat => (c.offer ? { turn: 'offer', offerId: c.offer.id } : { turn: 'noted' });
