/** The bench still runs, and its runs count: nobody left out, nobody twice. How fast it is, is nobody's business here. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { redisFound } from '@rollcall/embedded';
import { runRollcall } from '../src/end-to-end/run.js';
import { measureFairness } from '../src/fairness/run.js';
import { runFloor } from '../src/floor/run.js';
import type { Ground } from '../src/ground.js';
import { measureIntake, type TakenIn } from '../src/intake/run.js';
import { measureMemory } from '../src/memory/run.js';
import { median, table } from '../src/table.js';
import { type SharedGround, shareGround } from './shared-ground.js';

const withRedis = redisFound() ? describe : describe.skip;

withRedis('a run that counts', () => {
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

  test('of the floor', async () => {
    const floor = await runFloor(ground, 50);
    expect([floor.faults, floor.attempts]).toEqual([[], 80]);
  });

  test('of Rollcall, with two workers per channel and two conductors, and every invariant holds', async () => {
    const beside = ['sms', 'email', 'voice', 'im', 'conductor'] as const;
    const ours = await runRollcall(ground, { patients: 20, speed: 60, beside, judged: true });
    expect(ours.faults).toEqual([]);
    // 36 when every answer comes within its minute; on a busy machine, at this speed, some come later.
    expect(ours.attempts).toBeGreaterThanOrEqual(36);
    expect(Object.keys(ours.cpuUs)).toEqual(
      expect.arrayContaining(['postgres', 'redis', 'conductor', 'sms', 'sms 2', 'conductor 2']),
    );
  });

  test('of memory: every process is read while the load goes on', async () => {
    const m = await measureMemory(ground, { minutes: 0.1, patients: 10, everyMs: 1000, speed: 60 });
    expect(m.faults).toEqual([]);
    expect(Object.keys(m.trends)).toEqual(expect.arrayContaining(['postgres', 'redis', 'conductor', 'sms']));
    for (const { levelMb } of Object.values(m.trends)) expect(levelMb).toBeGreaterThan(0);
  });

  test('of fairness: the urgent ones of the other practice are all told', async () => {
    const { alone, behindACrowd, faults } = await measureFairness(ground, 50, 'answer');
    expect(faults).toEqual([]);
    expect(Math.min(alone.p50, behindACrowd.p50)).toBeGreaterThan(0);
  });

  test('of intake: the second batch takes as many statements as the first', async () => {
    const [first, second] = await measureIntake(ground, 100);
    expect([first?.appointments, second?.statements]).toEqual([100, first?.statements]);
    for (const { ms, floor, peakMb } of [first, second] as TakenIn[])
      expect(Math.min(ms, floor.ms, peakMb)).toBeGreaterThan(0);
  });
});

test('a table lines up', () => {
  expect(
    table(
      ['', 'n'],
      [
        ['floor', 1],
        ['Rollcall', 100],
      ],
    ),
  ).toBe(['|          | n   |', '|----------|-----|', '| floor    | 1   |', '| Rollcall | 100 |'].join('\n'));
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1], 2.5],
])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected));
