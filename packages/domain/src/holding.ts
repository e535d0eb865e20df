/**
 * Steps whose sender is out: put off with a reason while other channels move up, and taken when the sender works again,
 * as far as they still help. A step is never burnt by our own fault, nor does one patient's step hold up all others for
 * ever: after a few refusals it counts as taken.
 */
import type { Channel } from '@rollcall/contracts';
import { ladderStep, urgentLadderStart, waitAfter } from './ladder.js';
import { usablePoints } from './reach.js';
import type { HeldStep, Snapshot } from './snapshot.js';
import type { Turn } from './turn.js';

/** A code that is really about one patient must not open the breaker for everybody again and again. */
const mostReturns = 3;

export const breakerRule = (channel: Channel): string => `breaker.${channel}`;

/** True when the step will be come back to. */
export function holdStep(turn: Turn, step: number, channel: Channel, because: string): boolean {
  const s = turn.state;
  if (s.outreach.held.some((h) => h.step === step)) return true;
  const refused = s.attempts.filter((a) => a.purpose === 'tell' && a.step === step && a.excused).length;
  if (refused >= mostReturns) return false;
  turn.emit({ type: 'step.held', step, channel, reason: { rule: breakerRule(channel), because } });
  return true;
}

/** Null while the channel's sender works, or when this decision may probe it. */
export const outage = (s: Snapshot, channel: Channel): string | null => {
  const breaker = s.breakers[channel];
  return breaker && !breaker.mayProbe ? `the sender is out (${breaker.code})` : null;
};

/** Every channel that could reach the patient is out: only a person can. */
export function allChannelsOut(s: Snapshot, step: number, now: Date): boolean {
  const ladder = step >= urgentLadderStart ? s.policy.ladder.sameDay : s.policy.ladder.ahead;
  const usable = [...new Set(ladder.map((l) => l.channel))].filter((c) => usablePoints(s, c, now).length > 0);
  return usable.length > 0 && usable.every((c) => outage(s, c) !== null);
}

/** Of each channel that works again the first step that was put off; steps of the other ladder are let go. */
export function returning(turn: Turn, urgent: boolean): HeldStep[] {
  for (const h of turn.state.outreach.held)
    if (h.step >= urgentLadderStart !== urgent) letStepGo(turn, h, 'the deadline has come near: another ladder');
  const byChannel = new Map<Channel, HeldStep>();
  for (const h of [...turn.state.outreach.held].sort((a, b) => a.step - b.step))
    if (!byChannel.has(h.channel) && outage(turn.state, h.channel) === null) byChannel.set(h.channel, h);
  return [...byChannel.values()];
}

export const letStepGo = (turn: Turn, h: HeldStep, because: string): void =>
  turn.emit({ type: 'step.let_go', ...h, reason: { rule: breakerRule(h.channel), because } });

/**
 * When what rang last has had its time, for somebody who is looked at before that. Null: it has. A letter does not ring,
 * and nobody is left with only one because a sender is out.
 */
export function patienceUntil(s: Snapshot, now: Date, until: Date): Date | null {
  const last = s.attempts
    .filter(
      (a) =>
        a.purpose === 'tell' &&
        a.channel !== 'email' &&
        a.state !== 'failed' &&
        a.state !== 'superseded' &&
        ladderStep(s.policy, a.step),
    )
    .map((a) => a.plannedAt.getTime() + waitAfter(s, a.step, a.plannedAt, until));
  const latest = Math.max(...last);
  return last.length > 0 && latest > now.getTime() ? new Date(latest) : null;
}
