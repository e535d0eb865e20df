/** The closing words: what was done how often, how long it was felt, and whether anybody was missed. */
import type { ProcessExit } from '@rollcall/invariants';
import type { Judgement } from './judge.js';
import { mostExtraDelayMs } from './patience.js';
import { quantile } from './recovery.js';
import type { Struck } from './rounds.js';

export interface FaultRow {
  fault: string;
  times: number;
  /** Real milliseconds, of the rounds it took part in. */
  p99Ms: number;
  worstMs: number;
}
export interface Result {
  seed: number;
  queue: 'redis' | 'postgres';
  minutes: number;
  patients: number;
  faults: FaultRow[];
  delay: { rows: number; p50Ms: number; p99Ms: number; worstMs: number; limitMs: number };
  repeatedRequests: number;
  /** Real milliseconds of the slowest that was told to end; null: none was. */
  slowestExit: { process: string; tookMs: number } | null;
  /** Services that ended although nobody had done anything to them, and were started again. */
  deaths: string[];
  /** What still went on when the time was over; null: everything came to rest. */
  unsettled: string | null;
  judgement: Judgement;
  passed: boolean;
}

export function tableOf(struck: readonly Struck[]): FaultRow[] {
  const names = [...new Set(struck.map((s) => s.fault))].sort();
  return names.map((fault) => {
    const its = struck.filter((s) => s.fault === fault);
    const delays = its.flatMap((s) => s.delaysMs);
    return { fault, times: its.length, p99Ms: quantile(delays, 0.99), worstMs: quantile(delays, 1) };
  });
}

export const slowestOf = (exits: readonly ProcessExit[]): Result['slowestExit'] =>
  exits
    .map(({ process, tookMs, graceMs }) => ({ process, tookMs: tookMs ?? graceMs }))
    .sort((a, b) => b.tookMs - a.tookMs)[0] ?? null;

/** `delaysMs`: of each row once, however many faults its round had. */
export function delayOf(delaysMs: readonly number[]): Result['delay'] {
  return {
    rows: delaysMs.length,
    p50Ms: quantile(delaysMs, 0.5),
    p99Ms: quantile(delaysMs, 0.99),
    worstMs: quantile(delaysMs, 1),
    limitMs: mostExtraDelayMs,
  };
}

export function render(result: Result): string[] {
  const { judgement, delay } = result;
  const { totals } = judgement;
  const width = Math.max(5, ...result.faults.map((f) => f.fault.length));
  return [
    '',
    `${'fault'.padEnd(width)}  times   p99 ms  worst ms   (until what it left overdue was taken up)`,
    ...result.faults.map(
      (f) => `${f.fault.padEnd(width)}  ${pad(f.times, 5)}  ${pad(f.p99Ms, 7)}  ${pad(f.worstMs, 8)}`,
    ),
    '',
    `${totals.notices} appointments: ${totals.answered} settled, ${totals.withOperators} with a person; ${totals.attempts} messages.`,
    `${result.repeatedRequests} requests of the practices were made again with the same key.`,
    ...(result.slowestExit
      ? [`Told to end, the slowest (${result.slowestExit.process}) took ${result.slowestExit.tookMs} ms.`]
      : []),
    ...(result.deaths.length > 0 ? [`${result.deaths.length} ended by themselves and were started again:`] : []),
    ...result.deaths.map((death) => `  ${death}`),
    `Overdue when a fault ended: ${delay.rows} rows; taken up within ${delay.p50Ms} ms (p50), ${delay.p99Ms} ms (p99; limit ${delay.limitMs} ms), ${delay.worstMs} ms (worst).`,
    `Checked: ${judgement.checked.join(' ')}${judgement.skipped.length > 0 ? `; not or only in part, for want of evidence: ${judgement.skipped.join(' ')}` : ''}.`,
    ...(result.unsettled ? [`It did not come to rest: ${result.unsettled}.`] : []),
    ...judgement.violations.map((v) => `VIOLATION ${v}`),
    ...(judgement.timeline.length > 0 ? ['', 'The first outreach that broke:', ...judgement.timeline] : []),
    '',
    result.passed ? `Passed: nobody was missed. Seed ${result.seed}.` : `FAILED. Seed ${result.seed}.`,
  ];
}

const pad = (n: number, width: number): string => String(n).padStart(width);
