/** Chance that can be repeated: the same seed and purpose draw the same numbers. */
import { createHash } from 'node:crypto';

export class Random {
  #n = 0;

  constructor(
    readonly seed: number,
    readonly purpose: string,
  ) {}

  /** From 0 up to but without 1. */
  next(): number {
    this.#n += 1;
    const hash = createHash('sha256').update(`${this.seed} ${this.purpose} ${this.#n}`).digest();
    return hash.readUInt32BE(0) / 2 ** 32;
  }
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }
  /** A whole number from 0 up to but without `n`. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  /** Throws when there is nothing to choose from. */
  oneOf<T>(things: readonly T[]): T {
    const thing = things[this.below(things.length)];
    if (thing === undefined) throw new RangeError('nothing to choose from');
    return thing;
  }
  shuffled<T>(things: readonly T[]): T[] {
    return things
      .map((thing) => ({ thing, at: this.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ thing }) => thing);
  }
}
