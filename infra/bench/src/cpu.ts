/** CPU time of processes, as the kernel counts it. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second. */
const tickMs = 10;

interface Times {
  parent: number;
  ticks: number;
}

function everyProcess(): Map<number, Times> {
  const all = new Map<number, Times>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      // utime, stime, and the same of children that have ended.
      const ticks = [11, 12, 13, 14].reduce((sum, n) => sum + (fields[n] ?? 0), 0);
      all.set(Number(entry), { parent: fields[1] ?? 0, ticks });
    } catch {
      // Gone meanwhile.
    }
  }
  return all;
}

/** Milliseconds of CPU that each process and its descendants have used so far. */
export function cpuMs<K extends string>(pids: Readonly<Record<K, number>>): Record<K, number> {
  const all = everyProcess();
  const children = new Map<number, number[]>();
  for (const [pid, { parent }] of all) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const ticksOf = (pid: number): number =>
    (all.get(pid)?.ticks ?? 0) + (children.get(pid) ?? []).reduce((sum, child) => sum + ticksOf(child), 0);
  const entries = Object.entries<number>(pids).map(([name, pid]) => [name, ticksOf(pid) * tickMs]);
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
