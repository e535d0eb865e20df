/**
 * The heart: what happens next to one outreach whose alarm has rung.
 *
 * In order: close what is settled; shout what is overdue; put a person on it when the operators' lead time is reached;
 * stand still where the practice said so; else climb the ladder. Whatever is decided, an active outreach leaves with an
 * alarm, and a step that may not be taken is skipped with its rule in the ledger or handed to a person, never forgotten.
 */
import type { Reason, TaskReason } from '@rollcall/contracts';
import { capReached } from './caps.js';
import { followUp, isDue } from './correcting.js';
import { allChannelsOut, breakerRule, holdStep, letStepGo, outage, patienceUntil, returning } from './holding.js';
import { isUrgent, ladderStep, standingStep, targetOf, urgentFrom, waitAfter } from './ladder.js';
import { barOfAge, whyPerson } from './patients.js';
import { zonesOf } from './reach.js';
import { refusedBefore } from './refused-before.js';
import { type ContactPointRow, openNotices, type Snapshot, tellable } from './snapshot.js';
import { type NewId, Turn } from './turn.js';
import { closing, mayRing, nextOpening, windowFor } from './windows.js';

const minute = 60_000;
/** A paused batch is looked at again this often; resuming rings the alarm at once anyway. */
const pausedLookMinutes = 5;
/** A message that comes a little late still helps; one that comes after the deadline does not. */
const leastPatienceMinutes = 20;
/** How long to leave a channel alone while its last message is still with the worker. */
const inFlightLookMinutes = 2;

export function decideNext(snapshot: Snapshot, now: Date, newId: NewId): Turn {
  const turn = new Turn(snapshot, now, newId);
  onAlarm(turn);
  return turn;
}

/** As `decideNext`, in a turn that has begun. */
export function onAlarm(turn: Turn): void {
  turn.because({ kind: 'alarm' }, () => {
    const { nextActionAt } = turn.state.outreach;
    // Looked at for its correction alone: the rest of the conversation waits for its own alarm.
    const isEarly = isDue(turn.state, turn.now) && nextActionAt !== null && nextActionAt > turn.now;
    if (!isEarly) decide(turn, turn.state, turn.now);
    followUp(turn);
  });
}

function decide(turn: Turn, before: Snapshot, now: Date): void {
  if (before.outreach.state !== 'active') return;
  barOfAge(turn);
  const snapshot = turn.state;
  const open = openNotices(snapshot);
  if (open.length === 0) {
    turn.emit({ type: 'outreach.closed', reason: { rule: 'settled', because: 'no notice is open' } });
    return;
  }
  for (const n of open)
    if (!n.overdue && n.deadlineAt <= now) turn.emit({ type: 'notice.overdue', noticeId: n.id as never });
  const lastDeadline = new Date(Math.max(...open.map((n) => n.deadlineAt.getTime())));
  if (lastDeadline <= now) {
    turn.supersedeQueued('deadline_passed');
    turn.openTask('reach', 'deadline_passed');
    turn.emit({ type: 'outreach.exhausted', reason: { rule: 'deadline', because: 'telling no longer helps' } });
    return;
  }
  const leadAt = new Date(
    Math.min(...open.filter((n) => n.deadlineAt > now).map((n) => n.deadlineAt.getTime())) -
      snapshot.policy.operatorLeadMinutes * minute,
  );
  const person = whyPerson(snapshot);
  if (person) turn.openTask('reach', person.reason);
  if (leadAt <= now) turn.openTask('reach', 'deadline_near');
  if (snapshot.batchState === 'stopped') turn.openTask('reach', 'batch_stopped');
  const milestones = [leadAt, ...open.map((n) => n.deadlineAt)].filter((t) => t > now);
  const nextMilestone = new Date(Math.min(...milestones.map((t) => t.getTime())));
  if (snapshot.batchState === 'stopped') {
    turn.wait(nextMilestone, snapshot.outreach.step, {
      rule: 'batch.stopped',
      because: 'the practice stopped the batch',
    });
  } else if (snapshot.batchState === 'paused') {
    const look = new Date(Math.min(nextMilestone.getTime(), now.getTime() + pausedLookMinutes * minute));
    turn.wait(look, snapshot.outreach.step, { rule: 'batch.paused', because: 'the practice paused the batch' });
  } else if (person?.alone) {
    turn.supersedeQueued(person.reason);
    turn.wait(nextMilestone, snapshot.outreach.step, {
      rule: `person.${person.reason}`,
      because: 'a person tells, no machine',
    });
  } else {
    climb(turn, now, { leadAt, lastDeadline, nextMilestone });
  }
}

interface Horizon {
  /** When a person must have it. */
  leadAt: Date;
  lastDeadline: Date;
  nextMilestone: Date;
}

function climb(turn: Turn, now: Date, horizon: Horizon): void {
  const s = turn.state;
  const urgent = isUrgent(s.outreach.deadlineAt, now, s.policy);
  const until = horizon.leadAt > now ? horizon.leadAt : horizon.lastDeadline;
  let step = standingStep(s.outreach.step, urgent);
  if (urgent && allChannelsOut(s, step, now)) turn.openTask('reach', 'channels_down');
  if (s.outreach.held.length > 0) {
    const back = comeBack(turn, step, now, { urgent, until, horizon });
    if (back.kind === 'over') return;
    if (back.lookAt && back.lookAt < horizon.nextMilestone) horizon = { ...horizon, nextMilestone: back.lookAt };
  }
  let skipped = '';
  let left: LeftOver | null = null;
  let sentHere = false;
  /** A step put off in this turn leaves its time to the others, until one has gone out that rings. */
  let inTheGap = false;
  for (;;) {
    const rung = ladderStep(turn.state.policy, step);
    if (!rung) return spent(turn, step, urgent, horizon, skipped, left);
    const verdict = consider(turn, step, now, urgent, until);
    if (verdict.kind === 'hold') {
      skipped = verdict.because;
      holdStep(turn, step, rung.channel, verdict.because);
      inTheGap = true;
      step++;
      continue;
    }
    if (verdict.kind === 'skip') {
      skipped = verdict.because;
      left = verdict.left ?? left;
      const pauseMs = sentHere && !inTheGap ? waitAfter(turn.state, step, now, until) : 0;
      step++;
      // Without a mailbox the call does not come on the heels of the text: the wait belongs to the rungs side by side.
      if (pauseMs > 0) return rest(turn, step, now, pauseMs, urgent, horizon);
      continue;
    }
    if (verdict.kind === 'wait') {
      if (verdict.mailFirst !== undefined) mailNow(turn, verdict.mailFirst, now, urgent, until, horizon);
      const at = new Date(Math.min(verdict.until.getTime(), horizon.nextMilestone.getTime()));
      return turn.wait(at, step, verdict.reason);
    }
    if (rung.channel !== 'email') inTheGap = false;
    const ownMs = waitAfter(turn.state, step, now, until);
    planTell(turn, verdict.point, step, now, ownMs, horizon.lastDeadline, skipped, urgent);
    const waitMs = inTheGap ? 0 : ownMs;
    sentHere = true;
    step++;
    if (waitMs > 0) return rest(turn, step, now, waitMs, urgent, horizon);
  }
}

/** A letter out of its turn, because nothing else may go out yet; the steps before it wait for their hours. */
function mailNow(turn: Turn, step: number, now: Date, urgent: boolean, until: Date, horizon: Horizon): void {
  const verdict = consider(turn, step, now, urgent, until);
  if (verdict.kind !== 'send') return;
  const ownMs = waitAfter(turn.state, step, now, until);
  planTell(turn, verdict.point, step, now, ownMs, horizon.lastDeadline, 'the others wait for their hours', urgent);
}

interface Standing {
  urgent: boolean;
  until: Date;
  horizon: Horizon;
}

type Return = { kind: 'over' } | { kind: 'goOn'; lookAt: Date | null };

/** Takes the steps whose sender works again. Over: what went out gets its time before the next step. */
function comeBack(turn: Turn, step: number, now: Date, { urgent, until, horizon }: Standing): Return {
  let waitMs = 0;
  let lookAt: Date | null = null;
  for (const held of returning(turn, urgent)) {
    const verdict = consider(turn, held.step, now, urgent, until);
    if (verdict.kind === 'skip' && !verdict.forNow) letStepGo(turn, held, verdict.because);
    if (verdict.kind === 'wait' && (lookAt === null || verdict.until < lookAt)) lookAt = verdict.until;
    if (verdict.kind !== 'send') continue;
    const ownMs = waitAfter(turn.state, held.step, now, until);
    planTell(turn, verdict.point, held.step, now, ownMs, horizon.lastDeadline, '', urgent, breakerRule(held.channel));
    waitMs = Math.max(waitMs, ownMs, minute);
  }
  const patient = patienceUntil(turn.state, now, until);
  waitMs = Math.max(waitMs, patient ? patient.getTime() - now.getTime() : 0);
  if (waitMs === 0) return { kind: 'goOn', lookAt };
  rest(turn, step, now, waitMs, urgent, horizon);
  return { kind: 'over' };
}

function rest(turn: Turn, step: number, now: Date, waitMs: number, urgent: boolean, horizon: Horizon): void {
  const at = new Date(Math.min(now.getTime() + waitMs, horizon.nextMilestone.getTime()));
  turn.wait(at, step, {
    rule: `ladder.${urgent ? 'sameDay' : 'ahead'}`,
    because: 'time to answer before the next step',
  });
}

/** What a person is told when nothing else is left: not that nobody answered, but what forbade to try. */
interface LeftOver {
  reason: Extract<TaskReason, 'rule_blocks' | 'window_closed'>;
  rule: string;
}

/** Of numbers that an older build took in nothing is known; its decisions come out as they did. */
const leftOver = (point: ContactPointRow, reason: LeftOver['reason'], rule: string): LeftOver | null =>
  point.region === null ? null : { reason, rule };

type Verdict =
  | { kind: 'send'; point: ContactPointRow }
  /** `forNow`: it may be another answer in a moment. */
  | { kind: 'skip'; because: string; forNow?: true; left?: LeftOver | null }
  | { kind: 'hold'; because: string }
  /** `mailFirst`: the step of a letter that need not wait. */
  | { kind: 'wait'; until: Date; reason: Reason; mailFirst?: number };

/** May this rung be climbed now? */
function consider(turn: Turn, step: number, now: Date, urgent: boolean, until: Date): Verdict {
  const s = turn.state;
  const rung = ladderStep(s.policy, step);
  const point = targetOf(s, step, now);
  if (!rung || !point) return { kind: 'skip', because: `no usable contact point for ${rung?.channel}` };
  if (rung.channel === 'email' && takenIn(s) && wentAhead(s, step))
    return { kind: 'skip', because: 'the letter went ahead of the others' };
  const out = outage(s, rung.channel);
  if (out) return { kind: 'hold', because: out };
  const refused = refusedBefore(s, point.id, rung.channel);
  if (refused) return { kind: 'skip', because: `${rung.channel} was refused there (${refused})` };
  const cap = capReached(point, rung.channel, s.policy);
  if (cap)
    return { kind: 'skip', because: `${rung.channel} blocked by ${cap}`, left: leftOver(point, 'rule_blocks', cap) };
  const inFlight = s.attempts.find((a) => a.purpose === 'tell' && a.channel === rung.channel && isWithWorker(a.state));
  if (inFlight?.state === 'in_doubt') return { kind: 'skip', because: `${rung.channel} is in doubt`, forNow: true };
  if (inFlight)
    return {
      kind: 'wait',
      until: new Date(now.getTime() + inFlightLookMinutes * minute),
      reason: { rule: 'one-at-a-time', because: `the last ${rung.channel} is still being sent` },
    };
  const window = windowFor(s.policy, urgent);
  const zones = zonesOf(s, point);
  const rule = urgent ? 'window.urgent' : 'window.normal';
  if (mayRing(now, rung.channel, window, zones)) return { kind: 'send', point };
  const opening = nextOpening(now, rung.channel, window, zones);
  if (opening === null || opening >= until)
    return {
      kind: 'skip',
      because: `${rung.channel} window stays closed until too late`,
      left: leftOver(point, 'window_closed', rule),
    };
  const wait: Verdict = { kind: 'wait', until: opening, reason: { rule, because: `${rung.channel} opens then` } };
  // Mail rings nowhere: if a later rung is mail, it goes out now instead of waiting with the others.
  const mailFirst = mailAhead(turn, step, now);
  if (mailFirst === null) return wait;
  return takenIn(s)
    ? { ...wait, mailFirst }
    : { kind: 'skip', because: `${rung.channel} window is closed, mail goes first` };
}

/** By this build or one like it; one before left the steps before the letter out, and its decisions come out as they did. */
const takenIn = (s: Snapshot): boolean => s.contactPoints.some((c) => c.region !== null);

const wentAhead = (s: Snapshot, step: number): boolean =>
  s.attempts.some((a) => a.purpose === 'tell' && a.step === step && a.state !== 'failed' && a.state !== 'superseded');

const isWithWorker = (state: string): boolean => state === 'queued' || state === 'sending' || state === 'in_doubt';

/** The step of the first letter that is still to come; null when one went out already, or none will. */
function mailAhead(turn: Turn, step: number, now: Date): number | null {
  const s = turn.state;
  if (s.attempts.some((a) => a.channel === 'email' && a.purpose === 'tell')) return null;
  for (let i = step + 1; ; i++) {
    const rung = ladderStep(s.policy, i);
    if (!rung) return null;
    if (rung.channel === 'email' && targetOf(s, i, now)) return i;
  }
}

function planTell(
  turn: Turn,
  point: ContactPointRow,
  step: number,
  now: Date,
  waitMs: number,
  lastDeadline: Date,
  skipped: string,
  urgent: boolean,
  rule = `ladder.${urgent ? 'sameDay' : 'ahead'}`,
): void {
  const s = turn.state;
  const channel = ladderStep(s.policy, step)?.channel;
  if (!channel) return;
  // A message outlives its use neither at the provider nor in our queue: next step, at most the deadline; and what rings
  // does not wait for a worker until after hours.
  const patience = Math.max(waitMs, leastPatienceMinutes * minute);
  const closes = closing(now, channel, windowFor(s.policy, urgent), zonesOf(s, point)) ?? lastDeadline;
  turn.emit({
    type: 'attempt.planned',
    attemptId: turn.newId() as never,
    step,
    attemptNo: s.attempts.filter((a) => a.purpose === 'tell' && a.step === step).length,
    channel,
    purpose: 'tell',
    contactPointId: point.id as never,
    sendBy: new Date(Math.min(now.getTime() + patience, lastDeadline.getTime(), closes.getTime())).toISOString(),
    offerId: null,
    noticeIds: tellable(s).map((n) => n.id) as never,
    reason: {
      rule,
      because: skipped === '' ? `step ${step % 100} is due` : `step ${step % 100} is due (before it: ${skipped})`,
    },
  });
}

/** No rung is left: a person takes over, or, days ahead, the urgent ladder will. */
function spent(
  turn: Turn,
  step: number,
  urgent: boolean,
  horizon: Horizon,
  skipped: string,
  left: LeftOver | null,
): void {
  const s = turn.state;
  const becomesUrgent = urgentFrom(s.outreach.deadlineAt, s.policy);
  const everTried = s.attempts.some((a) => a.purpose === 'tell');
  // Days ahead a sender may well come back in time.
  if (urgent || (!everTried && s.outreach.held.length === 0)) {
    const reason = spentReason(s, everTried);
    const stopped = reason === 'opted_out' ? null : left;
    turn.openTask('reach', stopped?.reason ?? reason, undefined, stopped?.rule);
  }
  const next = urgent
    ? horizon.nextMilestone
    : new Date(Math.min(becomesUrgent.getTime(), horizon.nextMilestone.getTime()));
  turn.wait(next, step, { rule: 'ladder.spent', because: skipped || 'every step is taken' });
}

function spentReason(s: Snapshot, everTried: boolean): TaskReason {
  if (s.contactPoints.some((c) => c.suppressed.length > 0)) return 'opted_out';
  return everTried ? 'ladder_spent' : 'no_contact_point';
}
