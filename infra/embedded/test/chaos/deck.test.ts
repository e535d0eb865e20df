import { expect, test } from '@jest/globals';
import { Deck, faultsFor } from '../../src/chaos/faults/deck.js';
import type { ChaosOptions } from '../../src/chaos/options.js';
import { Random } from '../../src/chaos/random.js';

const options: ChaosOptions = {
  ...{ minutes: 1, seed: 1, patients: 20, queue: 'redis', speed: 60 },
  ...{ otherBuild: null, only: [], json: null, keep: false },
};
const deal = (seed: number, hands: number) => {
  const deck = new Deck(faultsFor(options), new Random(seed, 'deck'));
  return Array.from({ length: hands }, () => deck.draw(4).map((f) => f.name));
};

test('the same seed deals the same faults; another one others', () => {
  expect(deal(1, 30)).toEqual(deal(1, 30));
  expect(deal(1, 30)).not.toEqual(deal(2, 30));
});

test('every fault comes once before any comes again', () => {
  const all = faultsFor(options).map((f) => f.name);
  const dealt = deal(3, 200).flat();
  const times = all.map((name) => dealt.filter((d) => d === name).length);
  expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
});

test('of two faults of one process only one is dealt at a time', () => {
  const deck = new Deck(faultsFor(options), new Random(5, 'deck'));
  for (let n = 0; n < 100; n += 1) {
    const targets = deck.draw(5).map((f) => f.target);
    expect(new Set(targets).size).toBe(targets.length);
  }
});

test('without Redis none of its faults is dealt', () => {
  const names = faultsFor({ ...options, queue: 'postgres' }).map((f) => f.name);
  expect(names.filter((name) => name.includes('redis'))).toEqual([]);
  expect(faultsFor({ ...options, only: ['kill'] }).every((f) => f.name.includes('kill'))).toBe(true);
});
