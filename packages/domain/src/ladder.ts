/** The ladder: which channel comes at which step, to which contact point, and how long to wait after it. */
import type { LadderStep, Policy } from '@rollcall/contracts';
import { usablePoints } from './reach.js';
import type { ContactPointRow, Snapshot } from './snapshot.js';

/** Steps of the urgent ladder are counted from here, so that one number says which ladder a step belongs to. */
export const urgentLadderStart = 100;

const hour = 3_600_000;
const minute = 60_000;

export const isUrgent = (deadlineAt: Date, now: Date, policy: Policy): boolean =>
  deadlineAt.getTime() - now.getTime() <= policy.sameDayHours * hour;

/** When an outreach that is not urgent yet becomes so. */
export const urgentFrom = (deadlineAt: Date, policy: Policy): Date =>
  new Date(deadlineAt.getTime() - policy.sameDayHours * hour);

/** The step to stand on: an outreach that becomes urgent starts the urgent ladder from its first rung. */
export const standingStep = (step: number, urgent: boolean): number =>
  urgent && step < urgentLadderStart ? urgentLadderStart : step;

export const ladderStep = (policy: Policy, step: number): LadderStep | undefined =>
  step >= urgentLadderStart ? policy.ladder.sameDay[step - urgentLadderStart] : policy.ladder.ahead[step];

/** The contact point a step goes to: the n-th use of a channel takes the n-th usable point, round and round. */
export function targetOf(s: Snapshot, step: number, now: Date): ContactPointRow | undefined {
  const rung = ladderStep(s.policy, step);
  if (!rung) return undefined;
  const base = step >= urgentLadderStart ? urgentLadderStart : 0;
  let nth = 0;
  for (let i = base; i < step; i++) if (ladderStep(s.policy, i)?.channel === rung.channel) nth++;
  const points = usablePoints(s, rung.channel, now);
  return points[nth % Math.max(points.length, 1)];
}

/**
 * How long to wait after `step`: the policy's minutes, or less when the rest of the ladder would not fit before
 * `until`: then all remaining waits shrink alike, down to one minute, so that the last rung is still climbed in time.
 */
export function waitAfter(s: Snapshot, step: number, now: Date, until: Date): number {
  const own = (ladderStep(s.policy, step)?.waitMinutes ?? 0) * minute;
  if (own === 0) return 0;
  let total = 0;
  for (let i = step; ; i++) {
    const rung = ladderStep(s.policy, i);
    if (!rung) break;
    total += rung.waitMinutes * minute;
  }
  const room = Math.max(until.getTime() - now.getTime(), 0);
  return Math.max(Math.min(own, total > 0 ? (own * room) / total : own), minute);
}
