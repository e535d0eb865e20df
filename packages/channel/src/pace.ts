/**
 * A pacer for one sender: `perSecond` starts in each second of business time, evenly spaced, no burst after idleness.
 * A call queued at the provider can ring hours late, so the waiting is done here, before the claim.
 */
import type { Clock } from '@rollcall/platform';

export function pacer(clock: Clock, perSecond: number): () => Promise<void> {
  const gapMs = 1000 / perSecond;
  let nextAt = 0;
  return async () => {
    const now = clock.now().getTime();
    const at = Math.max(now, nextAt);
    nextAt = at + gapMs;
    if (at > now) await clock.sleep(at - now);
  };
}
