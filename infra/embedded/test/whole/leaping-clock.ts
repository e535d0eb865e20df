/**
 * A clock that stands still while anybody works and leaps when everybody waits: a morning passes in a second, a slow machine
 * makes no patient late, and a key pressed after a fifth of a second is pressed after a fifth of a second.
 */
import type { Clock } from '@rollcall/platform';

export interface LeapingClock extends Clock {
  /** How many sleep now. */
  readonly sleeping: number;
  /** When the first of them wakes; null when nobody sleeps. */
  readonly wakesAt: Date | null;
  /** Forward only. Whoever would have woken by then wakes, in order. */
  leap(to: Date): void;
}

interface Sleeper {
  at: number;
  wake: () => void;
}

export function leapingClock(start: Date): LeapingClock {
  let at = start.getTime();
  const sleepers = new Set<Sleeper>();
  const first = (): number => Math.min(...[...sleepers].map((s) => s.at));
  return {
    speed: 1,
    now: () => new Date(at),
    // Signatures and calendars of others.
    wall: () => new Date(),
    fromReal: (ms) => ms,
    toReal: (ms) => ms,
    // Each second took some moment of ours: the youngest there is.
    wallAt: (business) => new Date(Date.now() - Math.max(0, at - business.getTime())),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (ms <= 0) return resolve();
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper = {
          // A date knows no less than a millisecond.
          at: Math.ceil(at + ms),
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    get sleeping() {
      return sleepers.size;
    },
    get wakesAt() {
      return sleepers.size === 0 ? null : new Date(first());
    },
    leap: (to) => {
      at = Math.max(at, to.getTime());
      for (const sleeper of [...sleepers].filter((s) => s.at <= at).sort((a, b) => a.at - b.at)) sleeper.wake();
    },
  };
}
