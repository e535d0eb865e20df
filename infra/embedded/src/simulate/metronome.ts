/**
 * Sets the pace of a played day: as fast as asked for where there is little to do, and slower where the machine has more to
 * do than it can within seconds of that day. So what is seen in the curves is the policy and not the machine, with two
 * hundred patients as with two thousand, and a slow machine takes longer instead of making a policy look worse.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { PacedClock } from '@rollcall/platform';
import type { SimulatorClient } from '../demo/simulator-client.js';
import type { System } from '../system.js';
import type { Backlog } from './standing.js';

/** No slower than life. Business milliseconds per real one. */
export const slowest = 1;
/** What a piece of work may wait for the machine. Business milliseconds; the curves are read in minutes. */
const toleratedMs = 8000;
/** Pieces of work that two cores do in a second at the least. */
const perSecond = 200;
/** One piece that waits for a reason of its own (a retry, a lease) must not hold up the day: it counts for no more than so many real milliseconds. */
const loneMs = 1000;
const perLoneSecond = 20;
/** Nothing is missed by hurrying through a stretch in which nothing happens, if it is left again in time. */
const fastestIdle = 1000;
/** From a look to the moment at which what the next one finds takes effect, with some air. Real milliseconds. */
const untilNextMs = 400;
/** Slowing down is for at once, hurrying on is tried little by little. */
const mostHurry = 1.5;
/** Smaller changes are not worth telling ten processes. */
const worthTelling = 0.15;
/** Real milliseconds. All must have heard of a change before it begins. */
const aheadMs = 100;
const lookEveryMs = 100;

export interface Look {
  /** What waits longest for the machine has waited so long. Business milliseconds. */
  behindMs: number;
  speed: number;
}

export interface Work {
  count: number;
  /** How long what waits longest has waited, and how late people acted. Real milliseconds. */
  waitedMs: number;
  lateMs: number;
  /** For so long nothing is to be done. Business milliseconds. */
  freeMs: number;
}

export function speedFor({ count, waitedMs, lateMs, freeMs }: Work, now: number, most: number): number {
  const fastest = Math.max(most, Math.min(fastestIdle, freeMs / untilNextMs));
  const needsMs = Math.max(waitOf(count, waitedMs), (count / perSecond) * 1000, lateMs, 1);
  return Math.max(slowest, Math.min(fastest, now * mostHurry, toleratedMs / needsMs));
}

/** For how long the oldest of so many has waited for the machine. Real milliseconds. */
const waitOf = (count: number, waitedMs: number): number => Math.min(waitedMs, loneMs + (count / perLoneSecond) * 1000);

export class Metronome {
  readonly #system: Pick<System, 'setPace'>;
  readonly #clock: PacedClock;
  #speed: number = slowest;
  readonly looks: Look[] = [];

  constructor(system: Pick<System, 'setPace'>, clock: PacedClock) {
    this.#system = system;
    this.#clock = clock;
  }

  /** It is `start` as soon as everybody has heard of it; from then on life's own pace. Resolves when it is. */
  async begin(start: Date): Promise<void> {
    const epoch = Date.now() + aheadMs;
    this.#tell(epoch, start.getTime(), slowest);
    // A timer may end a millisecond before the clock is there.
    while (Date.now() < epoch) await pause(Math.max(1, epoch - Date.now()));
  }

  /** Until `signal` aborts. */
  async keep(
    backlog: (now: Date) => Promise<Backlog>,
    simulator: Pick<SimulatorClient, 'punctuality'>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      await pause(lookEveryMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const now = this.#clock.now();
      const [{ count, since, nextAt }, people] = await Promise.all([backlog(now), simulator.punctuality()]);
      const waitedMs = since === null ? 0 : Date.now() - this.#clock.wallAt(since).getTime();
      const lateMs = people.lateMs / this.#speed;
      const next = Math.min(nextAt?.getTime() ?? Number.POSITIVE_INFINITY, people.nextAt ?? Number.POSITIVE_INFINITY);
      const freeMs = count + people.underWay > 0 ? 0 : next - now.getTime();
      const behindMs = since === null ? 0 : now.getTime() - since.getTime();
      this.looks.push({ behindMs: Math.min(behindMs, waitOf(count, waitedMs) * this.#speed), speed: this.#speed });
      const speed = speedFor({ count, waitedMs, lateMs, freeMs }, this.#speed, this.#clock.speed);
      if (Math.abs(speed / this.#speed - 1) < worthTelling) continue;
      const epoch = Date.now() + aheadMs;
      this.#tell(epoch, this.#clock.now().getTime() + aheadMs * this.#speed, speed);
    }
  }

  #tell(epoch: number, start: number, speed: number): void {
    const pace = { epoch, start, speed };
    this.#speed = speed;
    this.#clock.follow(pace);
    this.#system.setPace(pace);
  }
}
