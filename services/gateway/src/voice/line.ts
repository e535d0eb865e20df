/** One call's turn: what it may use, and how a beat of the conversation becomes the document that is answered. */
import type { Conversation } from '@rollcall/contracts';
import {
  anotherMessage,
  chooseLanguage,
  listeningFor,
  type VoiceQuestion,
  type VoiceScript,
  voiceScript,
} from '@rollcall/messages';
import type { Door } from '../app.js';
import type { Params } from '../twilio-door.js';
import { type Beat, tellsOfVisit } from './beats.js';
import { type Place, queryOf } from './place.js';
import { ask, hangUpResponse, putThrough, sayAndEnd, sayThenGo } from './twiml.js';

export interface Turn {
  door: Door;
  attemptId: string;
  params: Params;
  conversation: Conversation;
  at: Place;
  now: Date;
  /** The frozen offer that was read out. */
  offer?: string | undefined;
  /** The one visit of several that was asked about. */
  notice?: string | undefined;
  /** That a visit is on after all was said, and asked about. */
  corrects?: string | undefined;
}

const pathOf = (attemptId: string): string => `/twilio/voice/${attemptId}`;
type More = Record<string, string | undefined>;
export const urlOf = ({ attemptId }: Pick<Turn, 'attemptId'>, step: string, at: Place, more?: More): string =>
  `${pathOf(attemptId)}/${step}?${queryOf(at, more)}`;

/** The place, with what is said when all else fails, once the conversation is known. */
export function withSafe(c: Conversation, at: Place): Place {
  const { language } = chooseLanguage(c.language, c.practice.language);
  return { ...at, safe: { callback: c.practice.callbackNumber.replace(/\D/g, ''), language } };
}

/** What a question is about, when it is not all that was told. */
export interface About {
  offer?: string | undefined;
  notice?: string | undefined;
  corrects?: string | undefined;
}
/**
 * A question about one visit has addresses of its own: a gateway of an earlier release must not take a key for it as one
 * for all visits.
 */
export const stepOf = (step: string, { notice }: About): string => (notice ? `one/${step}` : step);

/** Names one visit of several; its question follows. */
export function speakVisit(turn: Turn, notice: string, at: Place): string {
  const script = voiceScript(turn.conversation, 'visit', notice);
  if (script.gather === null) return ended(turn, script, at);
  return sayThenGo(script, script.say.slice(0, script.gather.from), urlOf(turn, 'one/ask', at, { notice }));
}

/** Says a beat. A question is told first and asked in a document of its own: so we know when it began. */
export function speak(turn: Turn, beat: Beat, at: Place = turn.at): string {
  const { conversation: c } = turn;
  if (c.challenge !== null && !at.passed && tellsOfVisit(c, beat)) return askChallenge(turn, { turn: 'challenge' }, at);
  const script = voiceScript(c, beat.turn);
  const { gather } = script;
  switch (beat.turn) {
    case 'opening':
      return sayThenGo(script, script.say, urlOf(turn, 'listen', at));
    case 'challenge':
    case 'challenge-wrong':
      return askChallenge(turn, beat, at);
    case 'please-hold':
      return sayThenGo(script, script.say, urlOf(turn, 'next', at));
    case 'invalid':
      return sayThenGo(
        script,
        script.say,
        urlOf(turn, stepOf('ask', { notice: beat.noticeId }), at, {
          offer: beat.offerId,
          notice: beat.noticeId,
          corrects: beat.corrects,
        }),
      );
    case 'transfer':
      return putThrough(script, script.say, {
        number: c.practice.operatorNumber ?? '',
        thenUrl: urlOf(turn, 'transferred', at),
        whisperUrl: urlOf(turn, 'whisper', at),
      });
    default:
      if (gather === null) return ended(turn, script, at);
      return sayThenGo(
        script,
        script.say.slice(0, gather.from),
        urlOf(turn, 'ask', at, { offer: beat.offerId, corrects: beat.turn === 'correction' ? '1' : undefined }),
      );
  }
}

function askChallenge(turn: Turn, beat: Beat, at: Place): string {
  const script = voiceScript(turn.conversation, beat.turn);
  if (script.gather === null) return hangUpResponse();
  return ask(script, script.say, {
    ...shape(script.gather),
    keyUrl: urlOf(turn, 'year', at),
    silenceUrl: urlOf(turn, 'again', at),
    listening: null,
  });
}

/** Nobody knows whether a person listens: whoever presses any key is one. */
export function askWhoListens(turn: Turn, before: readonly string[], at: Place, silenceUrl: string): string {
  const script = voiceScript(turn.conversation, 'waiting');
  if (script.gather === null) return hangUpResponse();
  return ask(script, [...before, ...script.say], {
    ...shape(script.gather),
    keyUrl: urlOf(turn, 'listen', { ...at, proven: true }),
    silenceUrl,
    listening: null,
  });
}

/** The question itself; `instead`: other words for it. */
export function askNow(turn: Turn, script: VoiceScript, at: Place, about: About, instead?: string[]): string {
  if (script.gather === null) return ended(turn, script, at);
  const asked = { ...at, asked: turn.now.getTime() };
  return ask(script, instead ?? script.say.slice(script.gather.from), {
    ...shape(script.gather),
    keyUrl: urlOf(turn, stepOf('key', about), asked, { ...about }),
    silenceUrl: urlOf(turn, stepOf('again', about), at, about.notice ? { notice: about.notice } : {}),
    listening: listeningFor(turn.conversation),
  });
}

const shape = ({ digits, timeoutSeconds }: VoiceQuestion): Pick<VoiceQuestion, 'digits' | 'timeoutSeconds'> => ({
  digits,
  timeoutSeconds,
});

/** The last words of this conversation; whoever has another one goes on with that. */
function ended(turn: Turn, script: VoiceScript, at: Place): string {
  const [next, ...later] = at.later;
  if (next === undefined) return sayAndEnd(script, script.say);
  // The answers of a call are counted through: two equal ones to two conversations are two.
  const goOn = { ...at, later, repeats: 0, holds: 0, played: false, asked: null };
  return sayThenGo(
    script,
    [...script.say, anotherMessage(turn.conversation)],
    urlOf({ attemptId: next }, 'listen', { ...goOn, proven: true }),
  );
}
