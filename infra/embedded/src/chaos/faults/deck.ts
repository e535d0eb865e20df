/** All faults of a run, drawn like cards: each comes once before any comes again. */
import type { ChaosOptions } from '../options.js';
import type { Random } from '../random.js';
import { buildFault } from './builds.js';
import { clockFaults } from './clocks.js';
import type { Fault } from './fault.js';
import { postgresFaults } from './postgres.js';
import { processFaults } from './processes.js';
import { providerFaults, webhookFaults } from './providers.js';
import { redisFaults } from './redis.js';

export function faultsFor({ queue, otherBuild, only }: ChaosOptions): readonly Fault[] {
  const all = [
    ...processFaults,
    ...(queue === 'redis' ? redisFaults : []),
    ...postgresFaults,
    ...providerFaults,
    ...webhookFaults,
    ...clockFaults,
    ...(otherBuild === null ? [] : [buildFault(otherBuild)]),
  ];
  return only.length === 0 ? all : all.filter(({ name }) => only.some((part) => name.includes(part)));
}

export class Deck {
  #left: Fault[] = [];

  constructor(
    readonly faults: readonly Fault[],
    readonly random: Random,
  ) {}

  /** Up to `n` faults with different targets; at least one. */
  draw(n: number): Fault[] {
    const hand: Fault[] = [];
    const kept: Fault[] = [];
    while (hand.length < n) {
      if (this.#left.length === 0) {
        if (hand.length > 0) break;
        this.#left = this.random.shuffled(this.faults);
      }
      const next = this.#left.shift();
      if (!next) break;
      if (hand.some((f) => f.target === next.target)) kept.push(next);
      else hand.push(next);
    }
    this.#left.unshift(...kept);
    return hand;
  }
}
