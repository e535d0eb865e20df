/** A seeded database is a lawful one, and every list of the API answers from it. How fast, is nobody's business here. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { redisFound } from '@rollcall/embedded';
import type { Ground } from '../src/ground.js';
import { chartOf } from '../src/volume/chart.js';
import { measureGrowth } from '../src/volume/growth.js';
import { measureLists } from '../src/volume/lists.js';
import { historyOf, openDay } from '../src/volume/shape.js';
import { type SharedGround, shareGround } from './shared-ground.js';

const withRedis = redisFound() ? describe : describe.skip;
const now = new Date('2026-11-24T06:45:00-05:00');

withRedis('in a seeded database', () => {
  let shared: SharedGround;
  let ground: Ground;
  beforeAll(async () => {
    shared = await shareGround();
  }, 60_000);
  afterAll(() => shared?.close());
  beforeEach(async () => {
    ground = await shared.anew();
  });
  afterEach(() => ground.close());

  test('every list has rows, and is measured beside a bare read', async () => {
    const listed = await measureLists(ground, 2000, 1);
    expect(listed.filter((l) => l.databaseMs <= 0 || l.floorMs <= 0)).toEqual([]);
    expect(listed.find((l) => l.name === 'report, running')?.rows).toBe(1000);
  });

  test('patients are told while others wait for another day', async () => {
    const { open, run, statementsUs } = await measureGrowth(ground, 100, { patients: 20, speed: 60 });
    expect([open, run.faults]).toEqual([100, []]);
    expect(statementsUs).toBeGreaterThan(0);
  });
});

test('the chart says in words what it draws', () => {
  const run = { patients: 1, attempts: 1, tookMs: 1, attemptsPerSecond: 1, cpuUs: {}, cpuUsTotal: 3000, faults: [] };
  const drawn = chartOf(
    [1000, 1_000_000].map((open) => ({ open, run, statementsUs: 1, costly: [] })),
    1400,
  );
  expect(drawn).toContain('3,000 µs with 1,000, 3,000 µs with 1,000,000 open outreaches');
  expect(drawn).toContain('takes 1,400 µs');
});

const sum = (sizes: { size: number }[]): number => sizes.reduce((total, { size }) => total + size, 0);

test.each([50, 2000, 100_000])('a history of %d notices has as many, and its last batch runs', (notices) => {
  const batches = historyOf(notices, 3, now);
  expect(sum(batches)).toBe(notices);
  expect(batches.filter((b) => b.openPercent > 0)).toEqual([batches.at(-1)]);
});

test.each([10, 1000, 2500])('a day of %d open outreaches has as many', (outreaches) => {
  expect(sum(openDay(outreaches, 3, now))).toBe(outreaches);
});
