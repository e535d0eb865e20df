/** What processes hold in memory, as the kernel counts it. */
import { readFileSync } from 'node:fs';
import { familyOf } from '../processes.js';

/** Resident memory of a process in MiB; null when it is gone. */
export const residentMb = (pid: number): number | null => kernelMb(`/proc/${pid}/status`, /^VmRSS:\s+(\d+)/m);

/**
 * What Postgres holds in all its processes beside its shared buffers, in MiB. Those fill up once, to the size they were
 * given, and would hide for an hour what a connection of its own keeps.
 */
export const privateMb = (pid: number): number | null => {
  const each = familyOf(pid).map((id) => kernelMb(`/proc/${id}/smaps_rollup`, /^Pss_Anon:\s+(\d+)/m) ?? 0);
  const sum = each.reduce((a, b) => a + b, 0);
  return sum === 0 ? null : sum;
};

function kernelMb(file: string, line: RegExp): number | null {
  try {
    const kb = line.exec(readFileSync(file, 'utf8'))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    return null;
  }
}
