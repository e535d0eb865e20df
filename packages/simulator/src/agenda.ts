/**
 * What is still going to happen: calls under way, replies being typed, webhooks to be delivered. When nothing is left
 * the simulated world is idle until somebody sends something.
 */
import { setMaxListeners } from 'node:events';
import type { Clock, Logger } from '@rollcall/platform';

export class Agenda {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #pending = 0;
  #stop = newStop();
  #waiting: (() => void)[] = [];
  #latestMs = 0;
  /** When what is planned is due, business milliseconds; by what plans it. */
  readonly #due = new Map<symbol, number>();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  get pending(): number {
    return this.#pending;
  }

  /** By how much the least punctual was late since this was last asked: this process had too much to do. Business milliseconds. */
  takeLateness(): number {
    const latestMs = this.#latestMs;
    this.#latestMs = 0;
    return latestMs;
  }

  /** What is not waiting for its time: calls, and webhooks on their way. */
  get underWay(): number {
    return this.#pending - this.#due.size;
  }

  /** When the next of what is planned is due. Business milliseconds; null: nothing is. */
  get nextDue(): number | null {
    let next: number | null = null;
    for (const due of this.#due.values()) if (next === null || due < next) next = due;
    return next;
  }

  /** Aborted when everything is called off. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Does something now; it counts as pending until it is done. A failure is logged and goes no further. */
  begin(what: (signal: AbortSignal) => Promise<void>): void {
    const { signal } = this.#stop;
    this.#pending += 1;
    what(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#logger.error({ err: error }, 'something planned failed');
      })
      .finally(() => {
        this.#pending -= 1;
        if (this.#pending === 0) for (const wake of this.#waiting.splice(0)) wake();
      });
  }

  /** Does something in `businessMs`. */
  after(businessMs: number, what: (signal: AbortSignal) => Promise<void> | void): void {
    const due = this.#clock.now().getTime() + businessMs;
    const planned = Symbol();
    this.#due.set(planned, due);
    this.begin(async (signal) => {
      await this.#clock.sleep(businessMs, signal).finally(() => this.#due.delete(planned));
      this.#latestMs = Math.max(this.#latestMs, this.#clock.now().getTime() - due);
      await what(signal);
    });
  }

  /** Resolves when nothing is pending. */
  idle(): Promise<void> {
    return this.#pending === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Calls off all that is pending; what comes later is done as usual. */
  async clear(): Promise<void> {
    this.#stop.abort();
    await this.idle();
    this.#stop = newStop();
  }

  /** For good: nothing that is begun from now on gets past its first wait. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }
}

/** Thousands may wait on one signal at once; that is no leak. */
function newStop(): AbortController {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  return stop;
}
