/** Chance without a generator: a number is drawn from the seed and from what it is for, so the order of asking does not matter. */
import { createHash } from 'node:crypto';

/** In [0, 1), always the same for the same seed and purpose. */
export function draw(seed: number, ...purpose: readonly (string | number)[]): number {
  const hash = createHash('sha256')
    .update(`${seed}\n${purpose.join('\n')}`)
    .digest();
  return hash.readUIntBE(0, 6) / 2 ** 48;
}

/** In [from, to). */
export const drawBetween = (from: number, to: number, seed: number, ...purpose: readonly (string | number)[]): number =>
  from + draw(seed, ...purpose) * (to - from);

/** One of `items`, which must not be empty. */
export function drawOne<T>(items: readonly T[], seed: number, ...purpose: readonly (string | number)[]): T {
  const item = items[Math.floor(draw(seed, ...purpose) * items.length)];
  if (item === undefined) throw new RangeError('nothing to draw from');
  return item;
}

/** One of the keys, as often as its weight says. */
export function drawWeighted<T extends string>(
  weights: readonly (readonly [T, number])[],
  seed: number,
  ...purpose: readonly (string | number)[]
): T {
  let at = draw(seed, ...purpose) * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of weights) {
    at -= weight;
    if (at < 0) return item;
  }
  throw new RangeError('nothing to draw from');
}

/** The items in an order of their own, the same for the same seed. */
export const shuffled = <T>(items: readonly T[], seed: number, purpose: string): T[] =>
  items
    .map((item, n) => ({ item, at: draw(seed, purpose, n) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
