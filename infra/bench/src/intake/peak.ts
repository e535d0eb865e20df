/** The most memory a process held since it was last asked to forget, as the kernel counts it. */
import { readFileSync, writeFileSync } from 'node:fs';

/** From now on, the peak is that of what comes. */
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** MiB. */
export const peakMb = (pid: number): number =>
  Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
