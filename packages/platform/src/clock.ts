/**
 * One clock. Business time is what decisions, deadlines and windows live in; it may run faster than the wall, so that a
 * day is played in minutes by all processes alike. Technical durations (leases, timeouts) are real, and are converted
 * where they are stored.
 */
import type { CommonEnvironment } from '@rollcall/contracts';
import type { z } from 'zod';
import { ConfigurationError } from './configuration.js';
import { type PacedClock, pacedClock } from './paced-clock.js';

export interface Clock {
  /** Business time. */
  now(): Date;
  /** Wall time: for signatures that others check. */
  wall(): Date;
  /** Business milliseconds per real millisecond. */
  readonly speed: number;
  /** Business milliseconds that pass in `ms` real ones. */
  fromReal(ms: number): number;
  /** Real milliseconds in which `ms` business ones pass. */
  toReal(ms: number): number;
  /** The wall time at which it is, or was, `business`. */
  wallAt(business: Date): Date;
  /** Waits for `businessMs`; rejects when `signal` aborts. */
  sleep(businessMs: number, signal?: AbortSignal): Promise<void>;
}

const sleepReal = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      },
      Math.max(0, ms),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
  });

export const systemClock = (): Clock => scaledClock({ speed: 1, epoch: 0, start: 0 });

/** At wall time `epoch` it is `start` (both in milliseconds since 1970); from there it runs `speed` times as fast. */
export function scaledClock({ speed, epoch, start }: { speed: number; epoch: number; start: number }): Clock {
  return {
    speed,
    now: () => new Date(start + (Date.now() - epoch) * speed),
    wall: () => new Date(),
    fromReal: (ms) => ms * speed,
    toReal: (ms) => ms / speed,
    wallAt: (business) => new Date(epoch + (business.getTime() - start) / speed),
    sleep: (ms, signal) => sleepReal(ms / speed, signal),
  };
}

/** For tests: time stands still until `advance`; sleepers wake in order as it passes them. */
export function manualClock(start: Date): Clock & { advance(ms: number): void; set(to: Date): void } {
  let at = start.getTime();
  let sleepers: { at: number; wake: () => void }[] = [];
  const wakeDue = (): void => {
    const due = sleepers.filter((s) => s.at <= at).sort((a, b) => a.at - b.at);
    sleepers = sleepers.filter((s) => s.at > at);
    for (const s of due) s.wake();
  };
  return {
    speed: 1,
    now: () => new Date(at),
    wall: () => new Date(at),
    fromReal: (ms) => ms,
    toReal: (ms) => ms,
    wallAt: (business) => business,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        sleepers.push({ at: at + ms, wake: resolve });
        wakeDue();
      }),
    advance: (ms) => {
      at += ms;
      wakeDue();
    },
    set: (to) => {
      at = to.getTime();
      wakeDue();
    },
  };
}

type ClockEnvironment = Pick<
  z.infer<typeof CommonEnvironment>,
  'NODE_ENV' | 'CLOCK_SPEED' | 'CLOCK_EPOCH' | 'CLOCK_START'
>;

/** Throws in production unless the clock is the plain one. One that runs faster can be slowed down while it runs. */
export function clockFromEnvironment(env: ClockEnvironment): Clock | PacedClock {
  const plain = env.CLOCK_SPEED === 1 && env.CLOCK_EPOCH === undefined && env.CLOCK_START === undefined;
  if (plain) return systemClock();
  if (env.NODE_ENV === 'production')
    throw new ConfigurationError(['CLOCK_SPEED, CLOCK_EPOCH and CLOCK_START are refused in production']);
  const epoch = env.CLOCK_EPOCH ?? Date.now();
  return pacedClock({ speed: env.CLOCK_SPEED, epoch, start: env.CLOCK_START ?? epoch });
}
