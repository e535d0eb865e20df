/** The bench still runs, and its runs count: nobody left out, nobody twice. How fast it is, is nobody's business here. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { redisFound } from '@rollcall/embedded';
import { runRollcall } from '../src/end-to-end/run.js';
import { runFloor } from '../src/floor/run.js';
import { type Ground, openGround } from '../src/ground.js';
import { measureIntake } from '../src/intake.js';
import { median, table } from '../src/table.js';

const withRedis = redisFound() ? describe : describe.skip;

withRedis('a run that counts', () => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await openGround();
  });
  afterEach(() => ground.close());

  test('of the floor', async () => {
    const floor = await runFloor(ground, 50);
    expect([floor.faults, floor.attempts]).toEqual([[], 80]);
  });

  test('of Rollcall, every service a process', async () => {
    const ours = await runRollcall(ground, { patients: 20, speed: 60 });
    expect(ours.faults).toEqual([]);
    // 36 when every answer comes within its minute; on a busy machine, at this speed, some come later.
    expect(ours.attempts).toBeGreaterThanOrEqual(36);
    expect(Object.keys(ours.cpuUs)).toEqual(expect.arrayContaining(['postgres', 'redis', 'conductor', 'sms']));
  });

  test('of intake: the second batch takes as many statements as the first', async () => {
    const { statements, tookMs, floorMs } = await measureIntake(ground, 100);
    expect([tookMs.length, floorMs.length]).toEqual([2, 2]);
    expect(statements[1]).toBe(statements[0]);
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
