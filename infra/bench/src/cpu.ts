/** CPU time of processes, as the kernel counts it. */
import { everyProcess, familyOf } from './processes.js';

/** The kernel counts in hundredths of a second. */
const tickMs = 10;

/** Milliseconds of CPU that each process and its descendants have used so far. */
export function cpuMs<K extends string>(pids: Readonly<Record<K, number>>): Record<K, number> {
  const all = everyProcess();
  const entries = Object.entries<number>(pids).map(([name, pid]) => [
    name,
    familyOf(pid, all).reduce((sum, id) => sum + (all.get(id)?.ticks ?? 0), 0) * tickMs,
  ]);
  return Object.fromEntries(entries) as Record<K, number>;
}

/** What was used between two readings, in microseconds for each of `n` pieces of work. */
export function perPiece<K extends string>(
  before: Readonly<Record<K, number>>,
  after: Readonly<Record<K, number>>,
  n: number,
): Record<K, number> {
  const names = Object.keys(before) as K[];
  const entries = names.map((name) => [name, Math.round(((after[name] - before[name]) * 1000) / n)]);
  return Object.fromEntries(entries) as Record<K, number>;
}
