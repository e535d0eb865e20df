/** A patient trusts the number she knows; another one is one more "spam likely". */
import { expect, test } from '@jest/globals';
import { numberFor } from '../src/sender-pool.js';

const pool = ['+15550100001', '+15550100002', '+15550100003'];
const patients = Array.from({ length: 300 }, (_, n) => Buffer.alloc(32, n % 256).fill(Math.floor(n / 256), 0, 1));
const first = (p: readonly string[], a: Buffer): string | null => numberFor(p, a, null);

test('every worker picks the same number for a patient, and the patients are spread over all numbers [edge case 69]', () => {
  for (const a of patients) expect(first(pool, a)).toBe(first([...pool].reverse(), a));
  for (const number of pool)
    expect(patients.filter((a) => first(pool, a) === number).length).toBeGreaterThan(patients.length / 6);
});

test('whoever was written to hears from that number for as long as it is ours, however the pool changes [edge case 69]', () => {
  for (const a of patients) {
    expect(numberFor([...pool, '+15550100004'], a, '+15550100002')).toBe('+15550100002');
    expect(numberFor(['+15550100002'], a, '+15550100002')).toBe('+15550100002');
  }
});

test('when a number is given up, only those who had it move', () => {
  const smaller = pool.slice(1);
  for (const a of patients) {
    const before = first(pool, a);
    if (before !== pool[0]) expect(first(smaller, a)).toBe(before);
    expect(smaller).toContain(numberFor(smaller, a, pool[0] ?? null));
  }
});

test('one number, or none, is no choice', () => {
  expect(numberFor(['+15550100001'], Buffer.alloc(32), null)).toBe('+15550100001');
  expect(numberFor([], Buffer.alloc(32), '+15550100001')).toBeNull();
});
