/** What is said, as TwiML. */
import type { Aside } from '@rollcall/messages';
import { element, type Markup, response, words } from './markup.js';

/** Seconds between two phrases: somebody who reads a screening robot's transcript needs them. */
const pauseSeconds = 1;

/** Who speaks; what is said is given apart. */
export type Voice = Omit<Aside, 'say'>;

const pause = element('Pause', { length: pauseSeconds });
const redirect = (url: string): Markup => element('Redirect', { method: 'POST' }, words(url));
const hangup = element('Hangup');

const sayAll = ({ voice, language }: Voice, phrases: readonly string[]): Markup[] =>
  phrases.flatMap((phrase, n) => [...(n > 0 ? [pause] : []), element('Say', { voice, language }, words(phrase))]);

/** Says it and goes on; keys pressed meanwhile are nobody's answer. */
export const sayThenGo = (voice: Voice, phrases: readonly string[], url: string): string =>
  response(...sayAll(voice, phrases), pause, redirect(url));

export const sayAndEnd = (voice: Voice, phrases: readonly string[]): string =>
  response(...sayAll(voice, phrases), hangup);

export interface Question {
  digits: number;
  timeoutSeconds: number;
  keyUrl: string;
  silenceUrl: string;
  /** What else may be said aloud; null: only keys are taken. */
  listening: { language: string; hints: string[] } | null;
}

/** Asks: a key pressed from the first word on is an answer (how early is too early is judged when it comes). */
export function ask(voice: Voice, phrases: readonly string[], question: Question): string {
  const { listening } = question;
  const gather = element(
    'Gather',
    {
      input: listening ? 'dtmf speech' : 'dtmf',
      numDigits: question.digits,
      timeout: question.timeoutSeconds,
      action: question.keyUrl,
      method: 'POST',
      ...(listening ? { language: listening.language, hints: listening.hints.join(','), speechTimeout: 'auto' } : {}),
    },
    ...sayAll(voice, phrases),
  );
  return response(gather, redirect(question.silenceUrl));
}

/** A desk that does not answer within four rings or so will not. */
const ringSeconds = 20;

/** Puts the call through; whoever answers hears `whisperUrl` first, and the call goes on at `thenUrl` when it is over. */
export function putThrough(
  voice: Voice,
  phrases: readonly string[],
  { number, thenUrl, whisperUrl }: { number: string; thenUrl: string; whisperUrl: string | null },
): string {
  const dialled = element('Number', whisperUrl ? { url: whisperUrl, method: 'POST' } : {}, words(number));
  return response(
    ...sayAll(voice, phrases),
    element('Dial', { action: thenUrl, method: 'POST', timeout: ringSeconds, answerOnBridge: 'true' }, dialled),
  );
}

/** Acknowledges a message without a reply; in a whisper: go on with the call. */
export const emptyResponse = (): string => response();

export const hangUpResponse = (): string => response(hangup);

export const redirectTo = (url: string): string => response(redirect(url));

export const asideAndEnd = ({ say, ...voice }: Aside): string => sayAndEnd(voice, say);
