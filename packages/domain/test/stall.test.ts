import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Standing, stallOf } from '../src/index.js';

const now = new Date('2026-11-24T12:00:00Z');
const minutes = (n: number): number => n * 60_000;
const ago = (n: number): Date => new Date(now.getTime() - minutes(n));
const still: Standing = { alarm: null, unsent: [], fact: null, out: [] };
const kinds = (standing: Partial<Standing>): string[] | null =>
  stallOf({ ...still, ...standing }, now, minutes(2))?.reasons.map((r) => r.kind) ?? null;
const out = (channel: 'voice' | 'sms' | 'email', since: Date) => ({ channel, code: '401', since });

describe('the system stands still', () => {
  test.each<[string, Partial<Standing>, string[] | null]>([
    ['nothing waits', {}, null],
    ['an alarm rang a moment ago', { alarm: ago(1) }, null],
    ['an alarm rang and nobody decides', { alarm: ago(3) }, ['deciding']],
    ['a message lies about and nothing is sent', { unsent: [{ channel: 'sms', since: ago(5) }] }, ['sending']],
    ['an answer came and nobody reads it', { fact: ago(3) }, ['answers']],
    ['the provider takes no calls, but texts', { out: [out('voice', ago(9))] }, null],
    ['the provider takes no email', { out: [out('email', ago(9))] }, null],
    ['the provider takes neither calls nor texts', { out: [out('voice', ago(9)), out('sms', ago(3))] }, ['senders']],
    ['the second of the two went out just now', { out: [out('voice', ago(9)), out('sms', ago(1))] }, null],
    ['everything at once', { alarm: ago(3), fact: ago(4) }, ['deciding', 'answers']],
  ])('%s', (_what, standing, expected) => expect(kinds(standing)).toEqual(expected));

  test('since the first of its reasons; both senders since the second went out', () => {
    const both = { alarm: ago(3), out: [out('voice', ago(9)), out('sms', ago(5))] };
    const stall = stallOf({ ...still, ...both }, now, minutes(2));
    expect(stall?.since).toBe(ago(5).toISOString());
    expect(stall?.reasons.find((r) => r.kind === 'senders')?.because).toBe(
      'the provider takes neither calls nor texts (401)',
    );
  });

  test('and goes on doing so as long as nothing moves', () => {
    const moment = fc.integer({ min: 0, max: 600 }).map((s) => new Date(now.getTime() - s * 1000));
    const maybe = fc.option(moment, { nil: null });
    fc.assert(
      fc.property(maybe, maybe, fc.nat(100_000), (alarm, fact, laterMs) => {
        const at = (when: Date) => stallOf({ ...still, alarm, fact }, when, minutes(2));
        const first = at(now);
        if (first) expect(at(new Date(now.getTime() + laterMs))?.since).toBe(first.since);
      }),
    );
  });
});
