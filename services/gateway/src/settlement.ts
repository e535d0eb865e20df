/**
 * Waiting until facts are applied: one look for everybody who waits, however many patients are on the line, and none while
 * nobody does.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, settledOf } from '@rollcall/database';

/** A patient on the line notices a quarter of a second, not less. Real milliseconds. */
const lookEveryMs = 50;

interface Waiting {
  factId: string;
  untilMs: number;
  settle: (applied: boolean) => void;
}

export class Settlement {
  readonly #database: Database;
  /** Not by fact: a button pressed twice is one fact, and both requests wait for it. */
  readonly #waiting = new Set<Waiting>();
  #looking = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** True once the fact is applied; false when that takes longer than `patienceMs`. Rejects when the database is gone. */
  async of(factId: string, patienceMs: number): Promise<boolean> {
    const settled = new Promise<boolean>((settle) => {
      this.#waiting.add({ factId, untilMs: performance.now() + patienceMs, settle });
    });
    if (!this.#looking) void this.#look();
    return settled;
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#waiting.size > 0) {
      const ids = [...new Set([...this.#waiting].map((w) => w.factId))];
      const settled = await settledOf(this.#database, ids).catch(() => new Set<string>());
      for (const waiting of this.#waiting) {
        const applied = settled.has(waiting.factId);
        if (!applied && performance.now() < waiting.untilMs) continue;
        this.#waiting.delete(waiting);
        waiting.settle(applied);
      }
      if (this.#waiting.size > 0) await delay(lookEveryMs);
    }
    this.#looking = false;
  }
}
