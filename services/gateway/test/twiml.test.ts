import { expect, test } from '@jest/globals';
import { ask, sayAndEnd } from '../src/voice/twiml.js';

const voice = { voice: 'Polly.Joanna-Neural', language: 'en-US' as const };

test('a letter that XML cannot hold is left out, and the patient hears the rest', () => {
  expect(sayAndEnd(voice, ['Ana\u0000\u0007 and\ud800 Bob'])).toContain('>Ana and Bob</Say>');
});

test('a patient called <Ana> & Co. breaks no call', () => {
  const question = { digits: 1, timeoutSeconds: 5, keyUrl: '/key?a=1&b=2', silenceUrl: '/again', listening: null };
  expect(ask(voice, ['<Ana> & Co.'], question)).toMatch(
    /action="\/key\?a=1&amp;b=2".*>&lt;Ana(>|&gt;) &amp; Co\.<\/Say>/,
  );
});
