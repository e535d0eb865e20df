import { expect, test } from '@jest/globals';
import type { VoiceScript } from '@rollcall/messages';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { redirectTo, twimlOf } from '../src/voice/twiml.js';

const routes = { keyUrl: '/key?repeats=0&turn=1', silenceUrl: '/again?a=1&b="2"', nextUrl: null };
const phrases = ['Hello <Ana> & "Bob"', "O'Neill > 1 €, señora 日本", 'Press 1'];
const script = (gather: boolean): VoiceScript =>
  ({
    voice: 'Polly.Joanna-Neural',
    language: 'en-US',
    say: phrases,
    gather: gather ? { keys: ['1'], timeoutSeconds: 5 } : null,
  }) as unknown as VoiceScript;

/** The same by Twilio's own builder. */
function theirs(gather: boolean, nextUrl: string | null): string {
  const whole = new VoiceResponse();
  const within = gather
    ? whole.gather({ input: ['dtmf'], numDigits: 1, timeout: 5, action: routes.keyUrl, method: 'POST' })
    : whole;
  phrases.forEach((phrase, n) => {
    if (n > 0) within.pause({ length: 1 });
    within.say({ voice: 'Polly.Joanna-Neural', language: 'en-US' }, phrase);
  });
  if (gather) whole.redirect({ method: 'POST' }, routes.silenceUrl);
  else if (nextUrl) {
    whole.pause({ length: 1 });
    whole.redirect({ method: 'POST' }, nextUrl);
  } else whole.hangup();
  return whole.toString();
}

test('what a patient hears is written as Twilio’s own library would write it, whatever their name', () => {
  expect(twimlOf(script(true), routes)).toBe(theirs(true, null));
  expect(twimlOf(script(false), routes)).toBe(theirs(false, null));
  expect(twimlOf(script(false), { ...routes, nextUrl: '/next?a=1&b=2' })).toBe(theirs(false, '/next?a=1&b=2'));
  expect(redirectTo('/twilio/voice/x')).toContain('<Redirect method="POST">/twilio/voice/x</Redirect>');
});

test('a letter that XML cannot hold is left out, and the patient hears the rest', () => {
  const spoken = { ...script(false), say: ['Ana\u0000\u0007 and\ud800 Bob'] } as VoiceScript;
  expect(twimlOf(spoken, routes)).toContain('>Ana and Bob</Say>');
});
