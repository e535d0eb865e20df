/** A loop that works as long as there is work, then looks again after a while; a failure is logged and backed off. */
import type { Logger } from './logger.js';

/** Thrown by a round that must be the last: the loop ends for good, and says why. */
export class LoopOver extends Error {}

export interface LoopOptions {
  name: string;
  /** Real milliseconds between looks when there was nothing to do. */
  idleMs: number;
  /**
   * How much a full round does; default 1. After less than that the loop rests as when idle, so that the next round finds
   * more: a round of fifty costs little more than a round of five.
   */
  full?: number;
  /** One round; returns how much was done. After a full one the next follows at once. */
  work: (signal: AbortSignal) => Promise<number>;
  logger: Logger;
  /** After a failure at most this long, so that what failed is soon taken up when its cause is gone. Default: a second. */
  backoffMaxMs?: number;
}
export interface Loop {
  /** Resolves when the round under way has ended. */
  stop(): Promise<void>;
  /** Looks at once instead of waiting out the idle time; after a failure the backoff is waited out. */
  nudge(): void;
}

export function pollLoop({ name, idleMs, full = 1, work, logger, backoffMaxMs = 1000 }: LoopOptions): Loop {
  const stopping = new AbortController();
  let wake: (() => void) | undefined;
  let backingOff = false;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      wake = done;
    });
  const running = (async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        const done = await work(stopping.signal);
        failures = 0;
        if (done < full && !stopping.signal.aborted) await pause(idleMs);
      } catch (error) {
        if (stopping.signal.aborted) break;
        if (error instanceof LoopOver) {
          logger.warn({ loop: name, why: error.message }, 'the loop has ended');
          break;
        }
        failures += 1;
        logger.error({ err: error, loop: name, failures }, 'a round failed, trying again');
        const backoff = Math.min(backoffMaxMs, idleMs * 2 ** failures);
        backingOff = true;
        await pause(backoff * (0.5 + Math.random() / 2));
        backingOff = false;
      }
    }
  })();
  return {
    nudge: () => {
      if (!backingOff) wake?.();
    },
    stop: () => {
      stopping.abort();
      wake?.();
      return running;
    },
  };
}
