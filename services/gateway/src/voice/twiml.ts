/** Voice scripts as TwiML. */
import type { VoiceScript } from '@rollcall/messages';
import { element, type Markup, response, words } from './markup.js';

export interface Routes {
  keyUrl: string;
  silenceUrl: string;
  /** Where to go on by itself: set while the answer is being applied. */
  nextUrl: string | null;
}

/** Seconds between two phrases: somebody who holds the phone to a screening robot needs them. */
const pauseSeconds = 1;

const pause = element('Pause', { length: pauseSeconds });
const redirect = (url: string): Markup => element('Redirect', { method: 'POST' }, words(url));
const hangup = element('Hangup');

const sayAll = ({ say, voice, language }: VoiceScript): Markup[] =>
  say.flatMap((phrase, n) => [...(n > 0 ? [pause] : []), element('Say', { voice, language }, words(phrase))]);

export function twimlOf(script: VoiceScript, routes: Routes): string {
  if (!script.gather)
    return response(...sayAll(script), ...(routes.nextUrl ? [pause, redirect(routes.nextUrl)] : [hangup]));
  // A key pressed before the question ends interrupts it; one pressed before it begins is not ours.
  const gather = element(
    'Gather',
    {
      input: 'dtmf',
      numDigits: 1,
      timeout: script.gather.timeoutSeconds,
      action: routes.keyUrl,
      method: 'POST',
    },
    ...sayAll(script),
  );
  return response(gather, redirect(routes.silenceUrl));
}

/** Acknowledges a message without a reply. */
export const emptyResponse = (): string => response();

export const hangUpResponse = (): string => response(hangup);

export const redirectTo = (url: string): string => response(redirect(url));

/** A caller we know nothing about: nothing is said about anybody. */
export const strangerTwiml = (): string =>
  response(
    element(
      'Say',
      {},
      words('This number is used to reach patients. There is no message for you. Please call your practice directly.'),
    ),
    hangup,
  );
