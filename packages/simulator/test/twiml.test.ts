import { describe, expect, test } from '@jest/globals';
import { durationMs, momentOf, wordsOf } from '../src/phone/speech.js';
import { readTwiml, TwimlFault } from '../src/phone/twiml.js';

describe('reading TwiML', () => {
  test('verbs come in order, with their defaults', () => {
    expect(
      readTwiml(
        '<?xml version="1.0" encoding="UTF-8"?><Response>\n <Say>Hello &amp; &#39;welcome&#39; José</Say><Pause/><Pause length="3"/><Play>https://x.test/a.mp3</Play><Gather><Say>Press 1</Say></Gather><Redirect>/next?a=1&amp;b=2</Redirect><Record/><Dial>+15550100</Dial><Hangup/></Response>',
      ),
    ).toEqual([
      { verb: 'say', text: "Hello & 'welcome' José" },
      { verb: 'silence', seconds: 1 },
      { verb: 'silence', seconds: 3 },
      { verb: 'silence', seconds: 5 },
      {
        verb: 'gather',
        prompt: [{ verb: 'say', text: 'Press 1' }],
        action: null,
        method: 'POST',
        numDigits: null,
        timeoutSeconds: 5,
        finishOnKey: '#',
        actionOnEmptyResult: false,
        speech: false,
      },
      { verb: 'redirect', url: '/next?a=1&b=2', method: 'POST' },
      { verb: 'dial', to: '+15550100', action: null, method: 'POST', timeoutSeconds: 30, whisper: null },
      { verb: 'hangup' },
    ]);
  });

  test('words inside prosody are heard, and a loop is heard as often', () => {
    const [first, ...rest] = readTwiml(
      '<Response><Say loop="2">One <prosody rate="90%">two</prosody></Say></Response>',
    );
    expect(first).toEqual({ verb: 'say', text: 'One two' });
    expect(rest).toHaveLength(1);
  });

  test.each([
    ['<Response><Say>', 'an open tag'],
    ['', 'nothing'],
    ['<html/>', 'another document'],
    ['<Response><Shout>Hello</Shout></Response>', 'an unknown verb'],
    ['<Response><Gather><Hangup/></Gather></Response>', 'a verb in the wrong place'],
    ['<Response><Redirect></Redirect></Response>', 'a redirect to nowhere'],
  ])('%s is refused: %s', (xml) => {
    expect(() => readTwiml(xml)).toThrow(TwimlFault);
  });
});

test('speech takes its time: twelve characters a second, and pauses as long as they say', () => {
  const sounds = [
    { verb: 'say' as const, text: 'x'.repeat(24) },
    { verb: 'silence' as const, seconds: 1 },
    { verb: 'say' as const, text: 'y'.repeat(12) },
  ];
  expect(durationMs(sounds)).toBe(4000);
  expect(wordsOf(sounds)).toHaveLength(37);
  expect(momentOf(sounds, 12)).toBe(1000);
  expect(momentOf(sounds, 37)).toBe(4000);
});
