/** A text that comes after the call was answered says what the patient knows already, and worries her once more. */
import { describe, expect, test } from '@jest/globals';
import { validitySeconds } from '../src/validity.js';

const now = new Date('2026-11-24T07:00:00-05:00');
const inMinutes = (n: number): Date => new Date(now.getTime() + n * 60_000);
const attempt = (over: object) =>
  validitySeconds({ purpose: 'tell', sendBy: inMinutes(20), nextStepAt: inMinutes(6), ...over } as never, now);

describe('the provider keeps a message no longer than it helps [edge case 39]', () => {
  test('what tells is let go before the next step', () => expect(attempt({})).toBe(6 * 60));
  test('and before it is too late for it', () => expect(attempt({ sendBy: inMinutes(4) })).toBe(4 * 60));
  test('without a next step, until it is too late for it', () => {
    expect(attempt({ nextStepAt: null })).toBe(20 * 60);
    expect(attempt({ nextStepAt: undefined })).toBe(20 * 60);
  });
  test('a step that is due already leaves it a minute, and not more than it helps', () => {
    expect(attempt({ nextStepAt: inMinutes(-3) })).toBe(60);
    expect(attempt({ nextStepAt: inMinutes(-3), sendBy: inMinutes(0.5) })).toBe(30);
  });
  test('a turn of a conversation waits for nobody’s next step', () =>
    expect(attempt({ purpose: 'offer', sendBy: inMinutes(30) })).toBe(30 * 60));
  test('never longer than Twilio takes, never nothing', () => {
    expect(attempt({ nextStepAt: null, sendBy: inMinutes(3000) })).toBe(14_400);
    expect(attempt({ sendBy: inMinutes(-1) })).toBe(1);
  });
});
