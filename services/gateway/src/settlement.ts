/**
 * Waiting until facts are applied: one look for everybody who waits, however many patients are on the line, and none while
 * nobody does.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, settledOf } from '@rollcall/database';

/** A patient on the line notices a quarter of a second, not less. Real milliseconds. */
const lookEveryMs = 50;

interface Waiting {
  untilMs: number;
  settle: (applied: boolean) => void;
}

export class Settlement {
  readonly #database: Database;
  readonly #waiting = new Map<string, Waiting>();
  #looking = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** True once the fact is applied; false when that takes longer than `patienceMs`. Rejects when the database is gone. */
  async of(factId: string, patienceMs: number): Promise<boolean> {
    const settled = new Promise<boolean>((settle) => {
      this.#waiting.set(factId, { untilMs: performance.now() + patienceMs, settle });
    });
    if (!this.#looking) void this.#look();
    return settled;
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#waiting.size > 0) {
      const settled = await settledOf(this.#database, [...this.#waiting.keys()]).catch(() => new Set<string>());
      for (const [id, { untilMs, settle }] of this.#waiting) {
        if (!settled.has(id) && performance.now() < untilMs) continue;
        this.#waiting.delete(id);
        settle(settled.has(id));
      }
      if (this.#waiting.size > 0) await delay(lookEveryMs);
    }
    this.#looking = false;
  }
}
