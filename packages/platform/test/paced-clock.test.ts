import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pacedClock } from '../src/paced-clock.js';

const second = 1000;

describe('the clock of a played day', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  test('goes on at each pace from the moment that everybody was told', () => {
    const clock = pacedClock({ epoch: 0, start: 0, speed: 60 });
    jest.advanceTimersByTime(second);
    expect(clock.now().getTime()).toBe(60 * second);
    clock.follow({ epoch: 2 * second, start: 120 * second, speed: 1 });
    jest.advanceTimersByTime(second);
    expect(clock.now().getTime()).toBe(120 * second);
    jest.advanceTimersByTime(second);
    expect(clock.now().getTime()).toBe(121 * second);
  });

  test('wakes whoever sleeps at their time, whatever the pace has become', async () => {
    const clock = pacedClock({ epoch: 0, start: 0, speed: 60 });
    clock.follow({ epoch: 0, start: 0, speed: 1 });
    let woke: number | null = null;
    const sleeping = clock.sleep(30 * second).then(() => {
      woke = Date.now();
    });
    await jest.advanceTimersByTimeAsync(10 * second);
    clock.follow({ epoch: 10 * second, start: 10 * second, speed: 10 });
    await jest.advanceTimersByTimeAsync(second);
    expect(woke).toBeNull();
    clock.follow({ epoch: 11 * second, start: 20 * second, speed: 1 });
    await jest.advanceTimersByTimeAsync(10 * second);
    await sleeping;
    expect(woke).toBe(21 * second);
  });

  test('lets go of a sleeper that is called off', async () => {
    const clock = pacedClock({ epoch: 0, start: 0, speed: 1 });
    const off = new AbortController();
    const sleeping = clock.sleep(second, off.signal);
    off.abort(new Error('called off'));
    await expect(sleeping).rejects.toThrow('called off');
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is never set back by a pace that was told too late', () => {
    const clock = pacedClock({ epoch: 0, start: 0, speed: 60 });
    jest.advanceTimersByTime(10 * second);
    expect(clock.now().getTime()).toBe(600 * second);
    clock.follow({ epoch: 5 * second, start: 300 * second, speed: 1 });
    expect(clock.now().getTime()).toBe(600 * second);
  });

  test('jumps to the morning when everybody is up', () => {
    const clock = pacedClock({ epoch: 300 * second, start: 0, speed: 60 });
    clock.follow({ epoch: 0, start: 0, speed: 1 });
    expect(clock.now().getTime()).toBe(0);
  });

  test('knows what the wall said at any time of the day', () => {
    const clock = pacedClock({ epoch: 0, start: 0, speed: 60 });
    clock.follow({ epoch: 2 * second, start: 120 * second, speed: 1 });
    expect(clock.wallAt(new Date(60 * second)).getTime()).toBe(second);
    expect(clock.wallAt(new Date(121 * second)).getTime()).toBe(3 * second);
  });

  test('lets a lease last at least as long as it says, at any pace', () => {
    const clock = pacedClock({ epoch: 0, start: 0, speed: 60 });
    clock.follow({ epoch: 0, start: 0, speed: 1 });
    expect(clock.fromReal(second)).toBe(60 * second);
  });
});
