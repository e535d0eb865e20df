/** What is said, as TwiML. */
import type { Aside } from '@rollcall/messages';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';

/** Seconds between two phrases: somebody who reads a screening robot's transcript needs them. */
const pauseSeconds = 1;

/** Who speaks; what is said is given apart. */
export type Voice = Omit<Aside, 'say'>;

type Speaker = Pick<VoiceResponse, 'say' | 'pause'>;

function sayAll(to: Speaker, { voice, language }: Voice, phrases: readonly string[]): void {
  phrases.forEach((phrase, n) => {
    if (n > 0) to.pause({ length: pauseSeconds });
    to.say({ voice: voice as never, language: language as never }, speakable(phrase));
  });
}

/** XML has no way to write these, and the builder throws on them; no name is worth a call that breaks off. */
const unspeakable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const speakable = (phrase: string): string => phrase.replace(unspeakable, '');

function respond(build: (response: VoiceResponse) => void): string {
  const response = new VoiceResponse();
  build(response);
  return response.toString();
}

/** Says it and goes on; keys pressed meanwhile are nobody's answer. */
export const sayThenGo = (voice: Voice, phrases: readonly string[], url: string): string =>
  respond((response) => {
    sayAll(response, voice, phrases);
    response.pause({ length: pauseSeconds });
    response.redirect({ method: 'POST' }, url);
  });

export const sayAndEnd = (voice: Voice, phrases: readonly string[]): string =>
  respond((response) => {
    sayAll(response, voice, phrases);
    response.hangup();
  });

export interface Question {
  digits: number;
  timeoutSeconds: number;
  keyUrl: string;
  silenceUrl: string;
  /** What else may be said aloud; null: only keys are taken. */
  listening: { language: string; hints: string[] } | null;
}

/** Asks: a key pressed from the first word on is an answer (how early is too early is judged when it comes). */
export const ask = (voice: Voice, phrases: readonly string[], question: Question): string =>
  respond((response) => {
    const { listening } = question;
    const gather = response.gather({
      input: listening ? ['dtmf', 'speech'] : ['dtmf'],
      numDigits: question.digits,
      timeout: question.timeoutSeconds,
      action: question.keyUrl,
      method: 'POST',
      ...(listening
        ? { language: listening.language as never, hints: listening.hints.join(','), speechTimeout: 'auto' }
        : {}),
    });
    sayAll(gather as unknown as Speaker, voice, phrases);
    response.redirect({ method: 'POST' }, question.silenceUrl);
  });

/** A desk that does not answer within four rings or so will not. */
const ringSeconds = 20;

/** Puts the call through; whoever answers hears `whisperUrl` first, and the call goes on at `thenUrl` when it is over. */
export const putThrough = (
  voice: Voice,
  phrases: readonly string[],
  { number, thenUrl, whisperUrl }: { number: string; thenUrl: string; whisperUrl: string | null },
): string =>
  respond((response) => {
    sayAll(response, voice, phrases);
    response
      .dial({ action: thenUrl, method: 'POST', timeout: ringSeconds, answerOnBridge: true })
      .number(whisperUrl ? { url: whisperUrl, method: 'POST' } : {}, number);
  });

/** Acknowledges a message without a reply; in a whisper: go on with the call. */
export const emptyResponse = (): string => '<?xml version="1.0" encoding="UTF-8"?><Response/>';

export const hangUpResponse = (): string => respond((response) => response.hangup());

export const redirectTo = (url: string): string => respond((response) => response.redirect({ method: 'POST' }, url));

export const asideAndEnd = ({ say, ...voice }: Aside): string => sayAndEnd(voice, say);
