/** Voice scripts as TwiML. */
import type { VoiceScript } from '@rollcall/messages';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';

export interface Routes {
  keyUrl: string;
  silenceUrl: string;
  /** Where to go on by itself: set while the answer is being applied. */
  nextUrl: string | null;
}

/** Seconds between two phrases: somebody who holds the phone to a screening robot needs them. */
const pauseSeconds = 1;

type Speaker = { say: VoiceResponse['say']; pause: VoiceResponse['pause'] };

function sayAll(to: Speaker, script: VoiceScript): void {
  script.say.forEach((phrase, n) => {
    if (n > 0) to.pause({ length: pauseSeconds });
    to.say({ voice: script.voice as never, language: script.language as never }, phrase);
  });
}

export function twimlOf(script: VoiceScript, routes: Routes): string {
  const response = new VoiceResponse();
  if (script.gather) {
    // A key pressed before the question ends interrupts it; one pressed before it begins is not ours.
    const gather = response.gather({
      input: ['dtmf'],
      numDigits: 1,
      timeout: script.gather.timeoutSeconds,
      action: routes.keyUrl,
      method: 'POST',
    });
    sayAll(gather as unknown as Speaker, script);
    response.redirect({ method: 'POST' }, routes.silenceUrl);
    return response.toString();
  }
  sayAll(response, script);
  if (routes.nextUrl) {
    response.pause({ length: pauseSeconds });
    response.redirect({ method: 'POST' }, routes.nextUrl);
  } else response.hangup();
  return response.toString();
}

/** Acknowledges a message without a reply. */
export const emptyResponse = (): string => '<?xml version="1.0" encoding="UTF-8"?><Response/>';

export function hangUpResponse(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

export function redirectTo(url: string): string {
  const response = new VoiceResponse();
  response.redirect({ method: 'POST' }, url);
  return response.toString();
}

/** A caller we know nothing about: nothing is said about anybody. */
export function strangerTwiml(): string {
  const response = new VoiceResponse();
  response.say(
    'This number is used to reach patients. There is no message for you. Please call your practice directly.',
  );
  response.hangup();
  return response.toString();
}
