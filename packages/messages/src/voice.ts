/** What a call says, turn by turn. The first three seconds name the practice and the reason: screening robots show them. */
import { type AnswerKey, type Conversation, comingKey } from '@rollcall/contracts';
import type { Catalog } from './catalog.js';
import { catalogOf, renderingOf } from './language.js';
import { practiceName, spokenName } from './names.js';
import {
  arrangement,
  askedVisit,
  bookedVisit,
  cancelledVisits,
  lostVisit,
  type Manner,
  offerWords,
  openIds,
  openVisit,
  restoredVisits,
} from './subject.js';
import { clean, spokenNumber } from './text.js';

export type VoiceTurn =
  | 'opening'
  | 'waiting'
  | 'challenge'
  | 'challenge-wrong'
  | 'challenge-failed'
  | 'menu'
  | 'visit'
  | 'correction'
  | 'thanks'
  | 'repeat'
  | 'invalid'
  | 'offer'
  | 'please-hold'
  | 'noted'
  | 'booked'
  | 'asked'
  | 'refused'
  | 'person'
  | 'transfer'
  | 'wrong-number'
  | 'opted-out'
  | 'goodbye'
  | 'voicemail'
  | 'already-noted'
  | 'no-offer';

/** In a call nobody consented to, a key ends all calls and texts to the number. */
export const optOutKey = '8';
/** Where several visits were named: to be asked about each of them by itself. */
export const eachKey = '6';
export type VoiceKey = AnswerKey | typeof optOutKey | typeof eachKey;

export interface VoiceScript {
  /** A qualified human has checked the words. */
  reviewed: boolean;
  language: Catalog['locale'];
  /** A neural voice of the provider. */
  voice: string;
  /** Phrases, with a pause between each two. */
  say: string[];
  gather: VoiceQuestion | null;
  hangUp: boolean;
}
export interface VoiceQuestion {
  /** What may be pressed; empty where any key will do, or a number is asked for. */
  keys: VoiceKey[];
  digits: 1 | 4;
  timeoutSeconds: number;
  /** The phrases of `say` from here on are said while keys are taken; what is pressed before them counts for nothing. */
  from: number;
}

const tellKeys: VoiceKey[] = ['1', '2', '3', '9'];
/** A number is wrong for all that was said on it. */
const visitKeys: VoiceKey[] = ['1', '2', '3'];
const timeoutSeconds = 8;
/** Enough for a person who was about to press; a mailbox is not kept waiting. */
const waitingSeconds = 3;

/**
 * One turn of a call. `gather` null and `hangUp` false: the caller goes on by itself ("one moment"), or asks the last
 * question again (an invalid key). `noticeId`: the one visit that a `visit` turn asks about.
 */
export function voiceScript(c: Conversation, turn: VoiceTurn, noticeId?: string): VoiceScript {
  const catalog = catalogOf(c);
  const { say, question } = speech(c, catalog, turn, noticeId);
  return {
    reviewed: renderingOf(catalog).reviewed,
    language: catalog.locale,
    voice: catalog.voice,
    say: say.map(clean),
    gather: question,
    hangUp: question === null && !goesOn.has(turn),
  };
}

const goesOn: ReadonlySet<VoiceTurn> = new Set(['opening', 'please-hold', 'invalid', 'transfer']);

interface Speech {
  say: string[];
  /** Null when nothing is asked. */
  question: VoiceQuestion | null;
}
const statement = (...say: string[]): Speech => ({ say, question: null });
const asking = (told: string[], asked: string[], question: Partial<VoiceQuestion>): Speech => ({
  say: [...told, ...asked],
  question: { keys: [], digits: 1, timeoutSeconds, ...question, from: told.length },
});

function speech(c: Conversation, catalog: Catalog, turn: VoiceTurn, noticeId?: string): Speech {
  const { call } = catalog;
  const manner: Manner = { catalog, times: 'spoken', name: spokenName(catalog) };
  const practice = practiceName(c);
  const callback = spokenNumber(c.practice.callbackNumber);
  const restored = c.notices.length > 0 && c.notices.every((n) => n.state === 'withdrawn');
  const correction = (): Speech => statement(...call.corrected({ practice, visits: restoredVisits(c, manner) }));
  const { exempt } = c.attempt;
  // A call without consent has one minute, which is too short for a question to each visit.
  const more: { says: string; key: VoiceKey }[] = exempt
    ? [{ says: call.optOut, key: optOutKey }]
    : openIds(c).length > 1
      ? [{ says: call.each, key: eachKey }]
      : [];
  const menu = (before: string[]): Speech =>
    asking(
      [...before, ...call.menu({ practice, visits: cancelledVisits(c, manner) })],
      [...call.keys, ...more.map((m) => m.says)],
      { keys: [...tellKeys, ...more.map((m) => m.key)] },
    );
  switch (turn) {
    case 'opening':
      return statement(call.opening(practice));
    case 'waiting':
      return asking([], call.waiting(practice), { timeoutSeconds: waitingSeconds });
    case 'challenge':
      return asking([], call.challenge.ask, { digits: 4 });
    case 'challenge-wrong':
      return asking([], [call.challenge.wrong, ...call.challenge.ask], { digits: 4 });
    case 'challenge-failed':
      return statement(...call.challenge.failed({ practice, callback }));
    case 'menu':
      return restored ? correction() : menu([]);
    case 'correction': {
      const [told = ''] = call.corrected({ practice, visits: restoredVisits(c, manner) });
      return asking([told], call.coming, { keys: [comingKey] });
    }
    case 'thanks':
      return statement(call.thanks);
    case 'visit': {
      const visits = openVisit(c, noticeId ?? '', manner);
      if (!visits) return statement(call.alreadyNoted);
      return asking([call.about(visits)], call.keys.slice(0, visitKeys.length), { keys: visitKeys });
    }
    case 'repeat':
      return restored ? correction() : menu(call.repeat);
    case 'invalid':
      return statement(call.invalid);
    case 'offer': {
      const offer = offerWords(c, manner);
      if (offer.options.length === 0) return statement(...call.noOffer(practice));
      const [head = '', ...choices] = call.offer(offer);
      const lost = lostVisit(c, manner);
      return asking(lost ? [call.lost(lost), head] : [head], choices, {
        keys: [...offer.options.map((o) => o.key as AnswerKey), '4'],
      });
    }
    case 'please-hold':
      return statement(call.hold);
    case 'noted':
      return statement(...call.noted(practice));
    case 'booked': {
      const visit = bookedVisit(c, manner);
      return statement(...(visit ? withArrangement(c, catalog, call.booked(visit)) : call.noted(practice)));
    }
    case 'asked': {
      const visit = askedVisit(c, manner);
      return statement(...(visit ? call.asked(visit) : call.noted(practice)));
    }
    case 'refused': {
      const lost = lostVisit(c, manner);
      return statement(...(lost ? [call.lost(lost), ...call.refused(practice)] : call.noted(practice)));
    }
    case 'person':
      return statement(...call.person(practice));
    case 'opted-out':
      return statement(call.optedOut);
    case 'transfer':
      return statement(...call.transfer);
    case 'wrong-number':
      return statement(call.wrongNumber);
    case 'goodbye':
      return statement(...call.goodbye({ practice, callback }));
    case 'already-noted':
      return restored ? correction() : statement(call.alreadyNoted);
    case 'no-offer':
      return statement(...call.noOffer(practice));
    case 'voicemail':
      return statement(...voicemail(c, manner, restored));
  }
}

/** Where it is and how to get ready, before the goodbye; in a language that this voice does not speak, whom to call. */
function withArrangement(c: Conversation, catalog: Catalog, booked: readonly string[]): string[] {
  const known = arrangement(c, catalog);
  if (!known) return [...booked];
  const { call } = catalog;
  const { address, directions, preparation, unsaid } = known;
  const callback = spokenNumber(c.practice.callbackNumber);
  return [
    ...booked.slice(0, -1),
    ...(address ? [call.place(address)] : []),
    ...(directions ? [directions] : []),
    ...(preparation ? [call.prepare(preparation)] : []),
    ...(unsaid.directions || unsaid.preparation
      ? [call.ask({ place: unsaid.directions, preparation: unsaid.preparation, callback })]
      : []),
    ...booked.slice(-1),
  ];
}

function voicemail(c: Conversation, manner: Manner, restored: boolean): string[] {
  const { call } = manner.catalog;
  const practice = practiceName(c);
  const callback = spokenNumber(c.practice.callbackNumber);
  if (c.attempt.voicemail === 'none') return [];
  // A machine passes no challenge: where one is asked for, nothing of a visit is left on it either.
  if (c.attempt.voicemail === 'callback-only' || c.challenge !== null)
    return call.voicemail.callbackOnly({ practice, callback });
  return restored
    ? call.corrected({ practice, visits: restoredVisits(c, manner) })
    : call.voicemail.full({ practice, visits: cancelledVisits(c, manner), callback });
}
