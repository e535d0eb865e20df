/** The processes that run on this machine, as /proc shows them. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Running {
  parent: number;
  /** CPU so far, of children that have ended too; hundredths of a second. */
  ticks: number;
}

export function everyProcess(): Map<number, Running> {
  const all = new Map<number, Running>();
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

/** A process and all its descendants. */
export function familyOf(pid: number, all: ReadonlyMap<number, Running> = everyProcess()): number[] {
  const children = [...all].flatMap(([id, { parent }]) => (parent === pid ? familyOf(id, all) : []));
  return [pid, ...children];
}
