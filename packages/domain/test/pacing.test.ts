import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allowance, paceAfter } from '../src/index.js';

const now = new Date('2026-11-24T06:45:00Z');
const at = (ms: number): Date => new Date(now.getTime() + ms);

describe("a sender's pace", () => {
  test.each([
    ['rested', -60_000, 1, 1000, 2],
    ['just now', 0, 1, 1000, 2],
    ['the next is due within the time ahead', 900, 1, 1000, 1],
    ['the next is due later', 1100, 1, 1000, 0],
    ['ten a second', 0, 10, 1000, 11],
    ['less than one a second', 0, 0.5, 1000, 1],
  ])('%s', (_name, nextMs, perSecond, aheadMs, expected) => {
    expect(allowance({ nextAt: at(nextMs), perSecond }, now, aheadMs)).toBe(expected);
  });

  test('over any time no more start than the pace allows, and none is lost to rounding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 }),
        (perSecond, steps) => {
          let nextAt = now;
          let time = now.getTime();
          let started = 0;
          for (const step of steps) {
            const pace = { nextAt, perSecond };
            const count = allowance(pace, new Date(time), 1000);
            nextAt = paceAfter(pace, new Date(time), count);
            started += count;
            time += step;
            expect(started).toBeLessThanOrEqual(((time - now.getTime() + 1000) * perSecond) / 1000 + 1);
          }
        },
      ),
    );
  });
});
