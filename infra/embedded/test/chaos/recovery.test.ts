import { expect, test } from '@jest/globals';
import { delayOf, tableOf } from '../../src/chaos/closing.js';
import { quantile } from '../../src/chaos/recovery.js';

test('the p99 of a hundred rows leaves out the slowest, of fewer it does not', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => n + 1);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile([5, 1, 3], 0.99)).toBe(5);
  expect(quantile([], 0.99)).toBe(0);
});

test('the closing table counts each fault, with the worst of its rounds', () => {
  const at = { what: '', atSeconds: 0 };
  const struck = [
    { fault: 'kill sms', delaysMs: [10, 20], ...at },
    { fault: 'redis full', delaysMs: [10, 20], ...at },
    { fault: 'kill sms', delaysMs: [500], ...at },
  ];
  expect(tableOf(struck)).toEqual([
    { fault: 'kill sms', times: 2, p99Ms: 500, worstMs: 500 },
    { fault: 'redis full', times: 1, p99Ms: 20, worstMs: 20 },
  ]);
  expect(delayOf([10, 20, 500])).toMatchObject({ rows: 3, p50Ms: 20, worstMs: 500 });
});
