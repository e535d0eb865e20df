/** The run itself: rounds of faults that overlap, each followed by a look at how long what they left behind waits. */
import { setTimeout as pause } from 'node:timers/promises';
import { Deck, faultsFor } from './faults/deck.js';
import type { Fault } from './faults/fault.js';
import { Random } from './random.js';
import { measureRecovery } from './recovery.js';
import type { Stage } from './stage.js';

export interface Struck {
  fault: string;
  what: string;
  /** Real seconds since the run began. */
  atSeconds: number;
  /** Of what was overdue at the end of its round. */
  delaysMs: number[];
}

export interface Played {
  struck: Struck[];
  /** Of each row once, however many faults its round had. */
  delaysMs: number[];
}

const atOnce = { from: 2, to: 5 };
const withinMs = 1500;
/** Between two rounds work goes on undisturbed for a moment. */
const calmMs = { from: 100, to: 600 };

/** A run so long has every fault so many times, and takes a little longer for it on a slow machine. */
const longRunMs = 20 * 60_000;
const leastTimes = 10;
const mostLonger = 1.5;

const fewest = (faults: readonly Fault[], struck: readonly Struck[]): number =>
  Math.min(...faults.map((fault) => struck.filter((s) => s.fault === fault.name).length));

export async function playRounds(
  stage: Stage,
  runMs: number,
  say: (what: string) => void,
  signal: AbortSignal,
): Promise<Played> {
  const { seed } = stage.options;
  const began = performance.now();
  const random = new Random(seed, 'rounds');
  const deck = new Deck(faultsFor(stage.options), new Random(seed, 'deck'));
  const played: Played = { struck: [], delaysMs: [] };
  const { struck } = played;
  const isOver = (): boolean => {
    const ranMs = performance.now() - began;
    const short = runMs < longRunMs || ranMs > mostLonger * runMs || fewest(deck.faults, struck) >= leastTimes;
    return signal.aborted || (ranMs >= runMs && short);
  };
  while (!isOver()) {
    const faults = deck.draw(Math.floor(random.between(atOnce.from, atOnce.to + 1)));
    const round = await Promise.all(
      faults.map((fault, n) => strike(stage, fault, began, new Random(seed, `fault ${struck.length + n}`), say)),
    );
    const { delaysMs, slowest } = await measureRecovery(stage);
    struck.push(...round.map((s) => ({ ...s, delaysMs })));
    played.delaysMs.push(...delaysMs);
    const worst = Math.max(0, ...delaysMs);
    say(`recovered: ${delaysMs.length} were overdue, the last for ${worst} ms${worst > 0 ? ` (${slowest})` : ''}`);
    await pause(random.between(calmMs.from, calmMs.to));
  }
  return played;
}

async function strike(
  stage: Stage,
  fault: Fault,
  began: number,
  random: Random,
  say: (what: string) => void,
): Promise<Omit<Struck, 'delaysMs'>> {
  await pause(random.between(0, withinMs));
  const struck = { fault: fault.name, what: fault.name, atSeconds: Math.round((performance.now() - began) / 1000) };
  await fault.strike(stage, random, (what) => {
    struck.what = what;
    say(what);
  });
  return struck;
}
