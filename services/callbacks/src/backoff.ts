/** When to try again: about three days in all, dense at first, because a restart takes seconds and an outage hours. */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Business time after the n-th failure (Standard Webhooks' own proposal): 5 s … 24 h, 75 hours altogether. */
const schedule = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
const jitter = 0.2;

/**
 * Milliseconds until the next try after `failures` failures; null when it is given up. `retryAfterMs` is the receiver's
 * wish, honoured between the schedule's own delay and twice it. `random` is in [0, 1).
 */
export function retryDelayMs(failures: number, random: number, retryAfterMs: number | null = null): number | null {
  const base = schedule[failures - 1];
  if (base === undefined) return null;
  const wished = retryAfterMs === null ? base : Math.min(Math.max(retryAfterMs, base), 2 * base);
  return Math.round(wished * (1 - jitter + 2 * jitter * random));
}
