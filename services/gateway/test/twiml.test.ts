import { expect, test } from '@jest/globals';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { ask, putThrough, redirectTo, sayAndEnd, sayThenGo } from '../src/voice/twiml.js';

const phrases = ['Hello <Ana> & "Bob"', "O'Neill > 1 €, señora 日本", 'Press 1'];
const voice = { voice: 'Polly.Joanna-Neural', language: 'en-US' as const };
const url = '/again?a=1&b="2"';

/** The same by Twilio's own builder. */
type Speaker = Pick<VoiceResponse, 'say' | 'pause'>;
function said(to: Speaker): void {
  phrases.forEach((phrase, n) => {
    if (n > 0) to.pause({ length: 1 });
    to.say({ voice: 'Polly.Joanna-Neural', language: 'en-US' }, phrase);
  });
}
const theirs = (build: (whole: VoiceResponse) => void): string => {
  const whole = new VoiceResponse();
  build(whole);
  return whole.toString();
};

test('what a patient hears is written as Twilio’s own library would write it, whatever their name', () => {
  expect(sayAndEnd(voice, phrases)).toBe(
    theirs((whole) => {
      said(whole);
      whole.hangup();
    }),
  );
  expect(sayThenGo(voice, phrases, url)).toBe(
    theirs((whole) => {
      said(whole);
      whole.pause({ length: 1 });
      whole.redirect({ method: 'POST' }, url);
    }),
  );
  expect(redirectTo('/twilio/voice/x')).toContain('<Redirect method="POST">/twilio/voice/x</Redirect>');
});

test.each([
  ['keys', null],
  ['keys and words', { language: 'en-US', hints: ['yes', 'number one'] }],
])('a question for %s, too', (_what, listening) => {
  const question = { digits: 1, timeoutSeconds: 5, keyUrl: '/key?repeats=0&turn=1', silenceUrl: url, listening };
  expect(ask(voice, phrases, question)).toBe(
    theirs((whole) => {
      const gather = whole.gather({
        input: listening ? ['dtmf', 'speech'] : ['dtmf'],
        numDigits: 1,
        timeout: 5,
        action: question.keyUrl,
        method: 'POST',
        ...(listening ? { language: 'en-US', hints: 'yes,number one', speechTimeout: 'auto' } : {}),
      });
      said(gather as unknown as Speaker);
      whole.redirect({ method: 'POST' }, url);
    }),
  );
});

test.each([[null], ['/whisper?a=1&b=2']])('and a call that is put through (whisper: %s)', (whisperUrl) => {
  expect(putThrough(voice, phrases, { number: '+12125550199', thenUrl: '/then?a=1&b=2', whisperUrl })).toBe(
    theirs((whole) => {
      said(whole);
      whole
        .dial({ action: '/then?a=1&b=2', method: 'POST', timeout: 20, answerOnBridge: true })
        .number(whisperUrl ? { url: whisperUrl, method: 'POST' } : {}, '+12125550199');
    }),
  );
});

test('a letter that XML cannot hold is left out, and the patient hears the rest', () => {
  expect(sayAndEnd(voice, ['Ana\u0000\u0007 and\ud800 Bob'])).toContain('>Ana and Bob</Say>');
});
