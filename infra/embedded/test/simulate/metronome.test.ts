import { describe, expect, test } from '@jest/globals';
import type { Pace } from '@rollcall/platform';
import { pacedClock } from '@rollcall/platform';
import fc from 'fast-check';
import { Metronome, slowest, speedFor } from '../../src/simulate/metronome.js';

const fastest = 60;
const idle = { count: 0, waitedMs: 0, lateMs: 0, freeMs: 0 };

describe('the pace of a played day', () => {
  test('is as fast as asked for where there is nothing to do, and no faster', () => {
    let speed = slowest as number;
    for (let n = 0; n < 20; n++) speed = speedFor(idle, speed, fastest);
    expect(speed).toBe(fastest);
  });

  test.each([
    ['two thousand patients are due at once', { ...idle, count: 2000, waitedMs: 50 }],
    ['the oldest message has waited for seconds', { ...idle, count: 300, waitedMs: 9000 }],
    ['the simulated people act late, because their process has too much to do', { ...idle, lateMs: 9000 }],
  ])('is slowed down at once when %s', (_, work) => {
    expect(speedFor(work, fastest, fastest)).toBeLessThan(2);
  });

  test('goes on although one message hangs: it waits for a reason of its own', () => {
    expect(speedFor({ ...idle, count: 1, waitedMs: 60_000 }, fastest, fastest)).toBeGreaterThan(5);
  });

  test('hurries through a stretch in which nothing happens, and is back before it ends', () => {
    const minute = 60_000;
    let speed = fastest;
    let freeMs = 30 * minute;
    for (let n = 0; n < 100 && freeMs > 0; n++) {
      speed = speedFor({ ...idle, freeMs }, speed, fastest);
      // What is found takes effect two looks later.
      expect(speed * 200).toBeLessThan(Math.max(freeMs, fastest * 400));
      freeMs -= speed * 100;
    }
    expect(speed).toBe(fastest);
  });

  test('stays between life and what was asked for, and what waits for this machine stays within seconds of the day', () => {
    const work = fc.record({
      count: fc.nat(10_000),
      waitedMs: fc.nat(60_000),
      lateMs: fc.nat(60_000),
      freeMs: fc.constant(0),
    });
    fc.assert(
      fc.property(work, fc.double({ min: slowest, max: fastest, noNaN: true }), (w, now) => {
        const speed = speedFor(w, now, fastest);
        expect(speed).toBeGreaterThanOrEqual(slowest);
        expect(speed).toBeLessThanOrEqual(fastest);
        if (speed > slowest) expect(speed * Math.max(w.lateMs, (w.count / 200) * 1000)).toBeLessThanOrEqual(8001);
      }),
    );
  });
});

test('the day begins when all have heard of it, and goes on slower once there is more to do', async () => {
  const told: Pace[] = [];
  const clock = pacedClock({ epoch: Date.now() + 3_600_000, start: 0, speed: fastest });
  const metronome = new Metronome({ setPace: (pace) => void told.push(pace) }, clock);
  await metronome.begin(new Date(0));
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(0);
  const over = new AbortController();
  let looks = 0;
  const backlog = async () => {
    looks += 1;
    if (looks === 16) over.abort();
    return looks < 12
      ? { count: 0, since: null, nextAt: clock.now() }
      : { count: 5000, since: clock.now(), nextAt: null };
  };
  await metronome.keep(backlog, { punctuality: async () => ({ lateMs: 0, underWay: 0, nextAt: null }) }, over.signal);
  const speeds = told.map((p) => p.speed);
  expect(Math.max(...speeds)).toBeGreaterThan(10);
  expect(speeds.at(-1)).toBe(slowest);
  for (const [n, pace] of told.entries()) if (n > 0) expect(pace.start).toBeGreaterThanOrEqual(told[n - 1]?.start ?? 0);
});
