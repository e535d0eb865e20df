/**
 * Which of our numbers writes to and calls whom. A patient hears from one number and trusts it; a reply reaches the number
 * that asked. So whoever was contacted keeps that number for as long as it is ours. The first time it is drawn by the
 * address (highest random weight): every worker draws the same without asking, and when a number is given up only those
 * who had it move.
 */
import { createHash } from 'node:crypto';

/** `last`: the number this address heard from last. Null: there is no pool. */
export function numberFor(pool: readonly string[], address: Buffer, last: string | null): string | null {
  if (last !== null && pool.includes(last)) return last;
  if (pool.length <= 1) return pool[0] ?? null;
  const weighed = pool.map((number) => ({ number, weight: weightOf(number, address) }));
  return weighed.reduce((best, one) => (one.weight > best.weight ? one : best)).number;
}

const weightOf = (number: string, address: Buffer): string =>
  createHash('sha256').update(address).update(number).digest('hex');
