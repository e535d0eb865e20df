/** What a call says, turn by turn. The first three seconds name the practice and the reason: screening robots show them. */
import type { AnswerKey, Conversation } from '@rollcall/contracts';
import { catalogOf } from './language.js';
import { bookedVisit, offerFor, optionsOf, visitsOf } from './subject.js';
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
  | 'goodbye'
  | 'voicemail'
  | 'already-noted'
  | 'no-offer';

export interface VoiceScript {
  language: 'en-US' | 'es-US';
  /** A neural voice of the provider. */
  voice: string;
  /** Phrases, with a pause between each two. */
  say: string[];
  gather: { keys: AnswerKey[]; timeoutSeconds: number } | null;
  hangUp: boolean;
}

const tellKeys: AnswerKey[] = ['1', '2', '3', '9'];
const timeoutSeconds = 8;

export function voiceScript(c: Conversation, turn: VoiceTurn): VoiceScript {
  const catalog = catalogOf(c);
  const { call } = catalog;
  const practice = clean(c.practice.spokenName);
  const callback = spokenNumber(c.practice.callbackNumber);
  const visits = visitsOf(c, catalog, 'spoken');
  const script = (say: string[], keys: AnswerKey[] | null = null): VoiceScript => ({
    language: catalog.locale,
    voice: catalog.voice,
    say: say.map(clean),
    gather: keys ? { keys, timeoutSeconds } : null,
    hangUp: keys === null && turn !== 'please-hold' && turn !== 'invalid',
  });
  switch (turn) {
    case 'menu':
      return script([...call.menu({ practice, visits }), ...call.keys], tellKeys);
    case 'repeat':
      return script([...call.repeat, ...call.menu({ practice, visits }), ...call.keys], tellKeys);
    case 'invalid':
      return script([call.invalid]);
    case 'offer': {
      const options = optionsOf(c, catalog, 'spoken');
      return script(call.offer({ who: offerFor(c), options }), [...options.map((o) => o.key as AnswerKey), '4']);
    }
    case 'please-hold':
      return script([call.hold]);
    case 'noted':
      return script(call.noted(practice));
    case 'booked':
      return script(call.booked(bookedVisit(c, catalog, 'spoken')));
    case 'person':
      return script(call.person(practice));
    case 'wrong-number':
      return script([call.wrongNumber]);
    case 'goodbye':
      return script(call.goodbye({ practice, callback }));
    case 'already-noted':
      return c.notices.length > 0 && c.notices.every((n) => n.state === 'withdrawn')
        ? script(call.corrected({ practice, visits }))
        : script([call.alreadyNoted]);
    case 'no-offer':
      return script(call.noOffer(practice));
    case 'voicemail':
      return script(voicemail(c, practice, visits, callback));
  }
}

function voicemail(c: Conversation, practice: string, visits: ReturnType<typeof visitsOf>, callback: string): string[] {
  const { call } = catalogOf(c);
  switch (c.attempt.voicemail) {
    case 'none':
      return [];
    case 'callback-only':
      return call.voicemail.callbackOnly({ practice, callback });
    case 'full':
      return call.voicemail.full({ practice, visits, callback });
  }
}
