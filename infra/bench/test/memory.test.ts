/** What says whether a process grows: it must see a leak through the saw of garbage collection, and no leak in the saw. */
import { describe, expect, test } from '@jest/globals';
import { chartOf } from '../src/memory/chart.js';
import { type Reading, theilSen, trendOf } from '../src/memory/trend.js';

const anHour = (mbAt: (n: number) => number): Reading[] =>
  Array.from({ length: 360 }, (_, n) => ({ hours: n / 360, mb: mbAt(n) }));
/** Rises by 30 MiB in 12 readings, then falls back. */
const saw = (n: number): number => (n % 12) * 2.5;

describe('the slope of the second half', () => {
  test('is none for a saw on level ground', () => {
    expect(
      trendOf(
        80,
        anHour((n) => 100 + saw(n)),
      ).growthPerHour,
    ).toBeLessThan(0.02);
  });
  test('is that of the ground beneath a saw', () => {
    expect(
      trendOf(
        80,
        anHour((n) => 100 + saw(n) + (n / 360) * 40),
      ).slopeMbPerHour,
    ).toBeGreaterThan(35);
  });
  test('does not know of the first half, in which everything is used for the first time', () => {
    expect(
      trendOf(
        80,
        anHour((n) => Math.min(100 + n, 200)),
      ),
    ).toEqual({
      startMb: 80,
      levelMb: 200,
      slopeMbPerHour: 0,
      growthPerHour: 0,
    });
  });
  test('is not moved by a few readings that are far off', () => {
    expect(theilSen(anHour((n) => (n % 10 === 0 ? 500 : 100)))).toBe(0);
  });
  test('of a single reading is none', () => {
    expect(theilSen([{ hours: 0, mb: 1 }])).toBe(0);
  });
});

test('the curve has a title, and says in words what it shows', () => {
  const readings = anHour((n) => 100 + saw(n));
  const chart = chartOf({
    minutes: 60,
    attempts: 100_000,
    attemptsPerSecond: 30,
    readings: { intake: readings },
    trends: { intake: { startMb: 80, levelMb: 112, slopeMbPerHour: -1.1, growthPerHour: -0.01 } },
    faults: [],
  });
  expect(chart).toContain('<title id="title">Memory of each process over an hour at 30 attempts a second</title>');
  expect(chart).toMatch(/<desc id="desc">[^<]*intake 112 MiB, −1\.0 % an hour\.<\/desc>/);
  expect(chart).not.toContain('NaN');
});
