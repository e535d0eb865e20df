/** What a call says, turn by turn. The first three seconds name the practice and the reason: screening robots show them. */
import type { AnswerKey, Conversation } from '@rollcall/contracts';
import type { Catalog } from './catalog.js';
import { catalogOf, renderingOf } from './language.js';
import { practiceName, spokenName } from './names.js';
import { bookedVisit, cancelledVisits, type Manner, offerWords, restoredVisits } from './subject.js';
import { clean, spokenNumber } from './text.js';

export type VoiceTurn =
  | 'menu'
  | 'repeat'
  | 'invalid'
  | 'offer'
  | 'please-hold'
  | 'noted'
  | 'booked'
  | 'person'
  | 'wrong-number'
  | 'opted-out'
  | 'goodbye'
  | 'voicemail'
  | 'already-noted'
  | 'no-offer';

/** In a call nobody consented to, a key ends all calls and texts to the number. */
export const optOutKey = '8';
export type VoiceKey = AnswerKey | typeof optOutKey;

export interface VoiceScript {
  /** A qualified human has checked the words. */
  reviewed: boolean;
  language: Catalog['locale'];
  /** A neural voice of the provider. */
  voice: string;
  /** Phrases, with a pause between each two. */
  say: string[];
  gather: { keys: VoiceKey[]; timeoutSeconds: number } | null;
  hangUp: boolean;
}

const tellKeys: VoiceKey[] = ['1', '2', '3', '9'];
const timeoutSeconds = 8;

/**
 * One turn of a call. `gather` null and `hangUp` false: the caller goes on by itself ("one moment"), or asks the last
 * question again (an invalid key).
 */
export function voiceScript(c: Conversation, turn: VoiceTurn): VoiceScript {
  const catalog = catalogOf(c);
  const { say, keys } = speech(c, catalog, turn);
  return {
    reviewed: renderingOf(catalog).reviewed,
    language: catalog.locale,
    voice: catalog.voice,
    say: say.map(clean),
    gather: keys ? { keys, timeoutSeconds } : null,
    hangUp: keys === null && turn !== 'please-hold' && turn !== 'invalid',
  };
}

interface Speech {
  say: string[];
  /** What may be pressed; null when nothing is asked. */
  keys: VoiceKey[] | null;
}
const statement = (...say: string[]): Speech => ({ say, keys: null });

function speech(c: Conversation, catalog: Catalog, turn: VoiceTurn): Speech {
  const { call } = catalog;
  const manner: Manner = { catalog, times: 'spoken', name: spokenName(catalog) };
  const practice = practiceName(c);
  const restored = c.notices.length > 0 && c.notices.every((n) => n.state === 'withdrawn');
  const correction = (): Speech => statement(...call.corrected({ practice, visits: restoredVisits(c, manner) }));
  const { exempt } = c.attempt;
  const menu = (): string[] => [
    ...call.menu({ practice, visits: cancelledVisits(c, manner) }),
    ...call.keys,
    ...(exempt ? [call.optOut] : []),
  ];
  const keys: VoiceKey[] = exempt ? [...tellKeys, optOutKey] : tellKeys;
  switch (turn) {
    case 'menu':
      return restored ? correction() : { say: menu(), keys };
    case 'repeat':
      return restored ? correction() : { say: [...call.repeat, ...menu()], keys };
    case 'invalid':
      return statement(call.invalid);
    case 'offer': {
      const offer = offerWords(c, manner);
      if (offer.options.length === 0) return statement(...call.noOffer(practice));
      return { say: call.offer(offer), keys: [...offer.options.map((o) => o.key as AnswerKey), '4'] };
    }
    case 'please-hold':
      return statement(call.hold);
    case 'noted':
      return statement(...call.noted(practice));
    case 'booked': {
      const visit = bookedVisit(c, manner);
      return statement(...(visit ? call.booked(visit) : call.noted(practice)));
    }
    case 'person':
      return statement(...call.person(practice));
    case 'opted-out':
      return statement(call.optedOut);
    case 'wrong-number':
      return statement(call.wrongNumber);
    case 'goodbye':
      return statement(...call.goodbye({ practice, callback: spokenNumber(c.practice.callbackNumber) }));
    case 'already-noted':
      return restored ? correction() : statement(call.alreadyNoted);
    case 'no-offer':
      return statement(...call.noOffer(practice));
    case 'voicemail':
      return statement(...voicemail(c, manner, restored));
  }
}

function voicemail(c: Conversation, manner: Manner, restored: boolean): string[] {
  const { call } = manner.catalog;
  const practice = practiceName(c);
  const callback = spokenNumber(c.practice.callbackNumber);
  switch (c.attempt.voicemail) {
    case 'none':
      return [];
    case 'callback-only':
      return call.voicemail.callbackOnly({ practice, callback });
    case 'full':
      return restored
        ? call.corrected({ practice, visits: restoredVisits(c, manner) })
        : call.voicemail.full({ practice, visits: cancelledVisits(c, manner), callback });
  }
}
