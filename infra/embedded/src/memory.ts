/** Memory of a process and its children. Shared pages are split among those who share them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Proportional set size of `pid` and all its descendants, in MiB; 0 where /proc does not tell. */
export function treeMb(pid: number): number {
  if (pid === 0 || !existsSync('/proc')) return 0;
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Gone meanwhile.
    }
  }
  const family = new Set([pid]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [child, parent] of parents)
      if (family.has(parent) && !family.has(child)) {
        family.add(child);
        grown = true;
      }
  }
  return [...family].reduce((sum, id) => sum + pssMb(id), 0);
}

/** Of one process alone, in MiB. */
export const ownMb = (pid: number): number => pssMb(pid);

function pssMb(pid: number): number {
  try {
    const kb = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kb ? Number(kb) / 1024 : 0;
  } catch {
    return 0;
  }
}
