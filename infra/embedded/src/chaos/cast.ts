/** The processes on stage: two of each where nobody needs to know their port. Whoever dies is started again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessExit } from '@rollcall/invariants';
import type { Proc } from '../processes.js';
import { type ServiceName, type System, serviceNames } from '../system.js';
import { graceMs } from './patience.js';

/** Of these a second process can work beside the first. */
export const doubled: readonly ServiceName[] = ['conductor', 'voice', 'sms', 'email', 'im', 'reschedule', 'callbacks'];
const lookEveryMs = 250;

export class Cast {
  readonly #processes = new Map<ServiceName, Proc[]>();
  readonly #held = new Set<Proc>();
  #done = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  /** Who ended although nobody had done anything to it. */
  readonly deaths: string[] = [];

  /** `twice`: services of which a second process is started. */
  static async of(system: System, twice: readonly ServiceName[]): Promise<Cast> {
    const cast = new Cast();
    for (const name of serviceNames) cast.#processes.set(name, [system.processes[name]]);
    await Promise.all(twice.map(async (name) => cast.#processes.get(name)?.push(await system.beside(name))));
    cast.#watching = cast.#watch();
    return cast;
  }

  get all(): Proc[] {
    return [...this.#processes.values()].flat();
  }
  of(name: ServiceName): readonly Proc[] {
    return this.#processes.get(name) ?? [];
  }

  /** While `work` runs, nobody else lays hands on `proc`; afterwards it is up again. */
  async hold<T>(proc: Proc, work: () => Promise<T>): Promise<T> {
    while (this.#held.has(proc)) await pause(lookEveryMs);
    this.#held.add(proc);
    try {
      return await work();
    } finally {
      if (!proc.alive) await raise(proc);
      this.#held.delete(proc);
    }
  }

  /** Tells every process to end, all at once. */
  async end(): Promise<ProcessExit[]> {
    await this.stopWatching();
    return Promise.all(this.all.map((proc) => endOf(proc)));
  }
  /** After `end`: everybody is up and watched again. */
  async begin(): Promise<void> {
    await Promise.all(this.all.map((proc) => raise(proc)));
    this.#done = new AbortController();
    this.#watching = this.#watch();
  }

  async stopWatching(): Promise<void> {
    this.#done.abort();
    await this.#watching;
  }

  /** As a supervisor would: what ended by itself is started again, until it stays. */
  async #watch(): Promise<void> {
    const { signal } = this.#done;
    while (!signal.aborted) {
      const dead = this.all.filter((proc) => !proc.alive && !this.#held.has(proc));
      for (const proc of dead) this.deaths.push(`${proc.name} (see ${proc.logFile})`);
      await Promise.all(dead.map((proc) => this.hold(proc, async () => {})));
      await pause(lookEveryMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** Tells it to end; says how long it took. */
export async function endOf(proc: Proc): Promise<ProcessExit> {
  const began = performance.now();
  await proc.stop();
  const tookMs = (await proc.exited) === 0 ? Math.round(performance.now() - began) : null;
  return { process: proc.name, graceMs, tookMs };
}

const tries = 20;

/** Starts it again, as often as it takes: its database may be away. */
async function raise(proc: Proc): Promise<void> {
  for (let n = 1; ; n += 1) {
    try {
      await proc.restart();
      await proc.ready();
      return;
    } catch (error) {
      if (n >= tries) throw error;
      proc.kill('SIGKILL');
      await pause(lookEveryMs);
    }
  }
}
