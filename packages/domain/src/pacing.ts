/**
 * One sender's pace, shared by everybody who sends through it: `perSecond` starts in each second, evenly spaced, no burst
 * after idleness. A call that waits at the provider can ring hours late, so it waits with us.
 */
export interface SenderPace {
  /** When the next one may start. */
  nextAt: Date;
  perSecond: number;
}

/** How many may be let go now, so that the last of them starts at most `aheadMs` from now. */
export function allowance({ nextAt, perSecond }: SenderPace, now: Date, aheadMs: number): number {
  const waitMs = Math.max(nextAt.getTime() - now.getTime(), 0);
  return waitMs > aheadMs ? 0 : Math.floor(((aheadMs - waitMs) * perSecond) / 1000) + 1;
}

/** The pace after `count` were let go. */
export const paceAfter = ({ nextAt, perSecond }: SenderPace, now: Date, count: number): Date =>
  new Date(Math.max(nextAt.getTime(), now.getTime()) + (count * 1000) / perSecond);
