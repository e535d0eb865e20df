/**
 * A clock that runs faster than the wall, and whose pace is changed while it runs: a day that is played slows down where
 * the machine has much to do. Whoever plays the day tells all processes each change before it begins, so that between two
 * changes all of them run alike, as on any scaled clock. Not for production.
 */
import { z } from 'zod';
import type { Clock } from './clock.js';

/** At wall time `epoch` it is `start` (both in milliseconds since 1970); from there it runs `speed` times as fast. */
export const Pace = z.strictObject({ epoch: z.number(), start: z.number(), speed: z.number().positive() });
export type Pace = z.infer<typeof Pace>;

export interface PacedClock extends Clock {
  /** From `next.epoch` on, which is better still to come. */
  follow(next: Pace): void;
}
/** What a process is told by the one that started it. */
export const PaceMessage = z.object({ pace: Pace });
export type PaceMessage = z.infer<typeof PaceMessage>;

/**
 * `first.speed` is the fastest it will ever be, and what `speed` says: real durations are converted by it, so that a lease
 * never ends too soon.
 */
export function pacedClock(first: Pace): PacedClock {
  /** In order. All are kept: somebody may ask what the wall said an hour ago. */
  const paces: Pace[] = [first];
  const sleepers = new Set<Sleeper>();
  /** A slower pace that is told too late must not set the clock back. */
  let latest = Number.NEGATIVE_INFINITY;

  const now = (): number => {
    const wall = Date.now();
    const pace = paces.findLast((p) => p.epoch <= wall) ?? first;
    latest = Math.max(latest, pace.start + (wall - pace.epoch) * pace.speed);
    return latest;
  };
  const wallAt = (business: number): number => {
    const pace = paces.findLast((p) => p.start <= business) ?? first;
    return pace.epoch + (business - pace.start) / pace.speed;
  };
  const arm = (sleeper: Sleeper): void => {
    clearTimeout(sleeper.timer);
    sleeper.timer = setTimeout(sleeper.wake, Math.max(0, wallAt(sleeper.until) - Date.now()));
  };
  return {
    speed: first.speed,
    now: () => new Date(now()),
    wall: () => new Date(),
    fromReal: (ms) => ms * first.speed,
    toReal: (ms) => ms / first.speed,
    wallAt: (business) => new Date(wallAt(business.getTime())),
    follow: (next) => {
      paces.push(next);
      for (const sleeper of sleepers) arm(sleeper);
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const end = (): void => {
          clearTimeout(sleeper.timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', onAbort);
        };
        const onAbort = (): void => {
          end();
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          until: now() + ms,
          timer: undefined,
          wake: () => {
            end();
            resolve();
          },
        };
        sleepers.add(sleeper);
        arm(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}

interface Sleeper {
  /** Business milliseconds. */
  until: number;
  timer: NodeJS.Timeout | undefined;
  wake(): void;
}
