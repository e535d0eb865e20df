/**
 * A correction is owed like the notice was: whoever heard that the visit is off stays at home unless they learn that it is
 * on. The first word goes out the way they were told (operating.ts). From there it climbs the ladder, beside whatever else
 * the conversation is about, until somebody says that they will come, or a person has it. It has an alarm of its own: the
 * outreach may be over.
 */
import type { Channel, TaskReason } from '@rollcall/contracts';
import { capReached } from './caps.js';
import { outage } from './holding.js';
import { isUrgent, ladderStep, standingStep, targetOf, urgentFrom, urgentLadderStart, waitAfter } from './ladder.js';
import { zonesOf } from './reach.js';
import { refusedBefore } from './refused-before.js';
import type { AttemptRow, ContactPointRow, NoticeRow, Snapshot } from './snapshot.js';
import type { Turn } from './turn.js';
import { closing, mayRing, nextOpening, windowFor } from './windows.js';

const minute = 60_000;
const day = 24 * 60 * minute;
/** As for telling: a little late still helps. */
const leastPatienceMinutes = 20;
/** How long to leave a channel alone while its last message is still with the worker. */
const inFlightLookMinutes = 2;

/** Machines follow these up. */
export const owedCorrections = (s: Snapshot): NoticeRow[] => s.notices.filter((n) => n.correction === 'owed');
/** Nobody has said yet that they will come, to a machine or to whoever has it. */
export const openCorrections = (s: Snapshot): NoticeRow[] =>
  s.notices.filter((n) => n.correction === 'owed' || n.correction === 'handed');

const idsOf = (notices: readonly NoticeRow[]): string[] => notices.map((n) => n.id);

/** Those who may have been told hear the opposite from now on. `first`: the channel of the first word; null: a person says it. */
export function oweCorrections(turn: Turn, withdrawn: readonly NoticeRow[], first: Channel | null): void {
  const own = new Set(idsOf(withdrawn));
  // A day after there is nobody left to be stopped at home.
  const still = turn.state.notices.filter((n) => own.has(n.id) && n.deadlineAt.getTime() + day > turn.now.getTime());
  if (still.length === 0) return;
  turn.emit({ type: 'correction.owed', noticeIds: idsOf(still) as never });
  if (first === null) return handOver(turn, still, null);
  const { policy } = turn.state;
  const urgent = isUrgent(earliest(still), turn.now, policy);
  const { step, waitMs } = afterFirst(turn, first, urgent ? urgentLadderStart : 0, latest(still));
  wait(turn, new Date(turn.now.getTime() + waitMs), step, 'time to answer before the next step');
}

const earliest = (notices: readonly NoticeRow[]): Date =>
  new Date(Math.min(...notices.map((n) => n.deadlineAt.getTime())));
const latest = (notices: readonly NoticeRow[]): Date =>
  new Date(Math.max(...notices.map((n) => n.deadlineAt.getTime())));

/** The first word stands for the first rung of its channel. */
function afterFirst(turn: Turn, channel: Channel, start: number, until: Date): { step: number; waitMs: number } {
  for (let step = start; ; step++) {
    const rung = ladderStep(turn.state.policy, step);
    if (!rung) return { step: start, waitMs: minute };
    if (rung.channel === channel) return { step: step + 1, waitMs: waitAfter(turn.state, step, turn.now, until) };
  }
}

function wait(turn: Turn, until: Date, step: number, because: string): void {
  const { outreach } = turn.state;
  if (outreach.correctStep === step && outreach.correctAt?.getTime() === until.getTime()) return;
  turn.emit({ type: 'correction.waiting', until: until.toISOString(), step, reason: { rule: 'correction', because } });
}

/** A person says it from here on; `reason` null: that person was asked already. */
function handOver(turn: Turn, notices: readonly NoticeRow[], reason: TaskReason | null): void {
  if (notices.length === 0) return;
  if (reason) turn.openTask('correct', reason, idsOf(notices));
  turn.emit({ type: 'correction.handed', noticeIds: idsOf(notices) as never });
  if (owedCorrections(turn.state).length === 0) callBack(turn, 'handed_over');
}

/** What we waited for will not come: the next step is taken now. */
export function hurryCorrection(turn: Turn): boolean {
  if (owedCorrections(turn.state).length === 0) return false;
  const { correctAt, correctStep } = turn.state.outreach;
  if ((correctAt?.getTime() ?? 0) > turn.now.getTime())
    wait(turn, turn.now, correctStep ?? 0, 'the last message did not arrive');
  return true;
}

/** Patients whom machines tell nothing any more; `died`: nobody does. */
export function stopCorrections(turn: Turn, noticeIds: readonly string[], because: 'died' | 'do_not_contact'): void {
  const own = (notices: NoticeRow[]): NoticeRow[] => notices.filter((n) => noticeIds.includes(n.id));
  if (because === 'do_not_contact') return handOver(turn, own(owedCorrections(turn.state)), 'do_not_contact');
  letGo(turn, own(openCorrections(turn.state)), 'deceased');
}

function letGo(turn: Turn, notices: readonly NoticeRow[], because: 'deceased' | 'cancelled_again'): void {
  if (notices.length === 0) return;
  turn.emit({ type: 'correction.let_go', noticeIds: idsOf(notices) as never, because });
  settle(turn, because);
}

/** Ours are those that say that a visit is on; a booking that was refused is corrected by the same purpose. */
const isOurs = (a: AttemptRow): boolean => a.purpose === 'correct' && a.wording === undefined;

function callBack(turn: Turn, because: string): void {
  for (const a of turn.state.attempts)
    if (isOurs(a) && a.state === 'queued') turn.emit({ type: 'attempt.superseded', attemptId: a.id as never, because });
}

/** Nothing is to be corrected any more: what waits is called back, and the person who had it is relieved. */
function settle(turn: Turn, resolution: string): void {
  if (openCorrections(turn.state).length > 0) return;
  callBack(turn, resolution);
  const task = turn.state.tasks.find((t) => t.kind === 'correct' && t.state !== 'resolved');
  if (task && task.reason !== 'asked_for_person')
    turn.emit({ type: 'task.resolved', taskId: task.id as never, by: 'rollcall', resolution });
}

/** They will come: every correction of the outreach is heard. False when none was open. */
export function confirmCorrections(
  turn: Turn,
  how: { channel: Channel | null; attemptId: string | null; by?: string },
  only?: readonly string[],
): boolean {
  const open = openCorrections(turn.state).filter((n) => !only || only.includes(n.id));
  if (open.length === 0) return false;
  turn.emit({
    type: 'correction.confirmed',
    noticeIds: idsOf(open) as never,
    channel: how.channel,
    attemptId: how.attemptId as never,
    ...(how.by === undefined ? {} : { by: how.by }),
  });
  settle(turn, 'informed');
  return true;
}

/** The correction's alarm has rung. */
export function followUp(turn: Turn): void {
  if (!isDue(turn.state, turn.now)) return;
  letGo(
    turn,
    turn.state.notices.filter((n) => n.correction === 'owed' && n.cancelledAgain === true),
    'cancelled_again',
  );
  const { needs } = turn.state.outreach;
  if (needs.includes('cognitive')) handOver(turn, owedCorrections(turn.state), 'needs_person');
  handOver(
    turn,
    owedCorrections(turn.state).filter((n) => n.barred !== null),
    'do_not_contact',
  );
  handOver(
    turn,
    owedCorrections(turn.state).filter((n) => n.guardianUntil !== null && n.guardianUntil <= turn.now),
    'of_age',
  );
  const owed = owedCorrections(turn.state);
  if (owed.length === 0) return;
  const late = owed.filter((n) => n.deadlineAt <= turn.now);
  if (late.length === owed.length) return handOver(turn, owed, 'deadline_passed');
  climb(turn, owed);
}

export const isDue = (s: Snapshot, now: Date): boolean => {
  const at = s.outreach.correctAt ?? null;
  return at !== null && at <= now;
};

function climb(turn: Turn, owed: readonly NoticeRow[]): void {
  const { now } = turn;
  const { policy } = turn.state;
  const ahead = owed.filter((n) => n.deadlineAt > now);
  const leadAt = new Date(earliest(ahead).getTime() - policy.operatorLeadMinutes * minute);
  if (leadAt <= now) turn.openTask('correct', 'deadline_near', idsOf(owed));
  const milestone = Math.min(...[leadAt, ...ahead.map((n) => n.deadlineAt)].filter((t) => t > now).map(Number));
  const until = leadAt > now ? leadAt : latest(ahead);
  const urgent = isUrgent(earliest(ahead), now, policy);
  const rest = (at: number, step: number, because: string): void =>
    wait(turn, new Date(Math.min(at, milestone)), step, because);
  for (let step = standingStep(turn.state.outreach.correctStep ?? 0, urgent); ; step++) {
    const rung = ladderStep(policy, step);
    if (!rung) {
      // Days ahead the urgent ladder is still to come.
      if (urgent) return handOver(turn, owed, 'correction_unconfirmed');
      return rest(urgentFrom(earliest(ahead), policy).getTime(), step, 'every step is taken');
    }
    const verdict = consider(turn.state, step, rung.channel, now, urgent, until);
    if (verdict.kind === 'skip') continue;
    if (verdict.kind === 'wait') {
      letterNow(turn, step, owed, urgent, until);
      return rest(verdict.until.getTime(), step, verdict.because);
    }
    const waitMs = waitAfter(turn.state, step, now, until);
    plan(turn, step, verdict.point, owed, waitMs, urgent);
    if (waitMs > 0) return rest(now.getTime() + waitMs, step + 1, 'time to answer before the next step');
  }
}

type Verdict =
  | { kind: 'send'; point: ContactPointRow }
  | { kind: 'skip' }
  | { kind: 'wait'; until: Date; because: string };

/** May this rung be climbed now? As for telling, but for a sender that is out: another channel moves up, or a person has it. */
function consider(s: Snapshot, step: number, channel: Channel, now: Date, urgent: boolean, until: Date): Verdict {
  const point = targetOf(s, step, now);
  if (!point || outage(s, channel) || refusedBefore(s, point.id, channel) || capReached(point, channel, s.policy))
    return { kind: 'skip' };
  // One letter lies in the mailbox already.
  if (channel === 'email' && s.attempts.some((a) => isOurs(a) && isOut(a.state) && a.contactPointId === point.id))
    return { kind: 'skip' };
  const busy = s.attempts.find(
    (a) => (a.purpose === 'correct' || a.purpose === 'tell') && a.channel === channel && isWithWorker(a.state),
  );
  if (busy?.state === 'in_doubt') return { kind: 'skip' };
  if (busy)
    return {
      kind: 'wait',
      until: new Date(now.getTime() + inFlightLookMinutes * minute),
      because: `the last ${channel} is still being sent`,
    };
  const window = windowFor(s.policy, urgent);
  const zones = zonesOf(s, point);
  if (mayRing(now, channel, window, zones)) return { kind: 'send', point };
  const opening = nextOpening(now, channel, window, zones);
  if (opening === null || opening >= until) return { kind: 'skip' };
  return { kind: 'wait', until: opening, because: `${channel} opens then` };
}

const isOut = (state: string): boolean => state !== 'failed' && state !== 'superseded';
const isWithWorker = (state: string): boolean => state === 'queued' || state === 'sending' || state === 'in_doubt';

/** Mail wakes nobody: while the others wait for their hours it goes ahead. */
function letterNow(turn: Turn, from: number, owed: readonly NoticeRow[], urgent: boolean, until: Date): void {
  for (let step = from; ; step++) {
    const rung = ladderStep(turn.state.policy, step);
    if (!rung) return;
    if (rung.channel !== 'email') continue;
    const verdict = consider(turn.state, step, 'email', turn.now, urgent, until);
    if (verdict.kind === 'send') plan(turn, step, verdict.point, owed, 0, urgent);
    return;
  }
}

function plan(
  turn: Turn,
  step: number,
  point: ContactPointRow,
  owed: readonly NoticeRow[],
  waitMs: number,
  urgent: boolean,
): void {
  const s = turn.state;
  const channel = ladderStep(s.policy, step)?.channel;
  if (!channel) return;
  const nth = s.attempts.filter((a) => a.purpose === 'correct').length;
  const patience = Math.max(waitMs, leastPatienceMinutes * minute);
  const closes = closing(turn.now, channel, windowFor(s.policy, urgent), zonesOf(s, point)) ?? latest(owed);
  turn.emit({
    type: 'attempt.planned',
    attemptId: turn.newId() as never,
    step: nth,
    attemptNo: nth,
    channel,
    purpose: 'correct',
    contactPointId: point.id as never,
    sendBy: new Date(Math.min(turn.now.getTime() + patience, latest(owed).getTime(), closes.getTime())).toISOString(),
    offerId: null,
    noticeIds: idsOf(owed) as never,
    reason: {
      rule: `correction.${urgent ? 'sameDay' : 'ahead'}`,
      because: `nobody has confirmed it yet: step ${step % urgentLadderStart} is due`,
    },
  });
}
