/** What people decide: the practice withdraws a notice, an operator attests one, a task is done. */
import type { AttestInput, Channel } from '@rollcall/contracts';
import { settleReached, voidOffer } from './answering.js';
import { confirmCorrections, oweCorrections } from './correcting.js';
import { mailboxesOf, mayHaveArrived } from './mailed-bookings.js';
import { died } from './patients.js';
import { attemptOf, liveOffer, type NoticeRow, openNotices, openTask, type Snapshot } from './snapshot.js';
import { say } from './speaking.js';
import type { Turn } from './turn.js';

export type Refusal = { ok: false; because: 'already_withdrawn' | 'closed' | 'no_such_notice' };
export type Accepted = { ok: true };

/**
 * The appointment is on after all: recall what is queued, void a pending offer, and correct whoever may have been
 * told, by the way they were told. A booking made meanwhile is given back by the reschedule service.
 */
export function withdraw(
  turn: Turn,
  noticeId: string,
  by: string,
  { followUp }: Following = { followUp: true },
): Accepted | Refusal {
  const cause = { kind: 'withdraw', noticeId, by, ...(followUp ? { followUp } : {}) } as const;
  return turn.because(cause, () => withdrawn(turn, noticeId, by, followUp === true));
}

/** Absent in what an older build decided, which sent one correction and left it at that. */
export interface Following {
  followUp?: true | undefined;
}

/** The whole conversation is about nothing any more: one correction for all of it. */
export function withdrawAll(turn: Turn, by: string, { followUp }: Following = { followUp: true }): Accepted {
  return turn.because({ kind: 'withdraw-all', by, ...(followUp ? { followUp } : {}) }, () => {
    const taken = turn.state.notices.filter((n) => takeBack(turn, n.id, by).ok);
    if (taken.length > 0) correct(turn, taken, followUp === true);
    return { ok: true };
  });
}

function withdrawn(turn: Turn, noticeId: string, by: string, followUp: boolean): Accepted | Refusal {
  const notice = turn.state.notices.find((n) => n.id === noticeId);
  const verdict = takeBack(turn, noticeId, by);
  if (notice && verdict.ok) correct(turn, [notice], followUp);
  return verdict;
}

function takeBack(turn: Turn, noticeId: string, by: string): Accepted | Refusal {
  const notice = turn.state.notices.find((n) => n.id === noticeId);
  if (!notice) return { ok: false, because: 'no_such_notice' };
  if (notice.state === 'withdrawn') return { ok: false, because: 'already_withdrawn' };
  if (notice.state === 'unreachable') return { ok: false, because: 'closed' };
  if (liveOffer(turn.state)?.noticeId === noticeId) voidOffer(turn);
  // The time it was asked for goes back with the notice, and the practice is told so.
  for (const o of turn.state.offers)
    if (o.state === 'asked' && o.noticeId === noticeId)
      turn.emit({ type: 'offer.closed', offerId: o.id as never, state: 'void' });
  turn.emit({ type: 'notice.withdrawn', noticeId: noticeId as never, by });
  if (openNotices(turn.state).length === 0) {
    turn.supersedeQueued('withdrawn');
    for (const t of turn.state.tasks)
      if (t.state !== 'resolved' && t.kind !== 'correct')
        turn.emit({ type: 'task.resolved', taskId: t.id as never, by: 'rollcall', resolution: 'withdrawn' });
    if (turn.state.outreach.state === 'active')
      turn.emit({ type: 'outreach.closed', reason: { rule: 'withdrawn', because: 'no notice is open' } });
  }
  return { ok: true };
}

/**
 * Whoever may have read or heard it is told the opposite. A call cannot be unsaid by a text to a landline, nor what a person
 * said by a machine that never reached anybody: a person.
 */
function correct(turn: Turn, notices: readonly NoticeRow[], followUp: boolean): void {
  const told = toldBy(turn.state);
  if (told.length === 0 && notices.every((n) => n.state === 'open')) return;
  const message = told.find((t) => t.channel !== 'voice');
  const before = turn.events.length;
  if (message) say(turn, 'correct', message.channel, message.contactPointId, null);
  const isSaid = turn.events.length > before;
  if (!isSaid)
    turn.openTask(
      'correct',
      'correction_undeliverable',
      notices.map((n) => n.id),
    );
  uncalendar(turn, notices, message);
  if (followUp) oweCorrections(turn, notices, isSaid && message ? message.channel : null);
}

/** A booking that was mailed as a calendar file stands in a calendar: the mailbox gets its cancellation, too. */
function uncalendar(
  turn: Turn,
  notices: readonly NoticeRow[],
  told: { channel: Channel; contactPointId: string } | undefined,
): void {
  const s = turn.state;
  if (s.policy.calendarFile !== 'attached') return;
  const gone = new Set(notices.map((n) => n.id));
  const offers = new Set(s.offers.filter((o) => gone.has(o.noticeId)).map((o) => o.id));
  for (const mailbox of mailboxesOf(s, offers))
    if (told?.channel !== 'email' || told.contactPointId !== mailbox) say(turn, 'correct', 'email', mailbox, null);
}

/** Attempts that may have reached someone, the answered one first, else the latest. */
function toldBy(s: Snapshot): { channel: Channel; contactPointId: string }[] {
  const out = s.attempts.filter((a) => a.purpose === 'tell' && mayHaveArrived(a.state));
  return out.reverse();
}

/** An operator says, by name and how, that the party knows, or that it cannot be reached. */
export function attest(turn: Turn, input: AttestInput): Accepted | Refusal {
  return turn.because({ kind: 'attest', input }, () => attested(turn, input));
}

function attested(turn: Turn, input: AttestInput): Accepted | Refusal {
  const wanted = input.noticeIds as string[] | undefined;
  const about = turn.state.notices.filter((n) => (wanted ? wanted.includes(n.id) : n.state === 'open'));
  if (wanted && about.length !== wanted.length) return { ok: false, because: 'no_such_notice' };
  const open = about.filter((n) => n.state === 'open');
  if (open.length === 0) return { ok: false, because: 'closed' };
  if (input.how === 'deceased') {
    died(
      turn,
      open.map((n) => n.id),
      input.by,
    );
    return { ok: true };
  }
  for (const n of open)
    if (input.how === 'cannot-be-reached')
      turn.emit({ type: 'notice.unreachable', noticeId: n.id as never, by: input.by });
    else
      turn.emit({
        type: 'notice.informed',
        noticeId: n.id as never,
        grade: 'attested',
        by: input.by,
        channel: null,
        attemptId: null,
      });
  if (openNotices(turn.state).length === 0) {
    turn.supersedeQueued('attested');
    const reach = openTask(turn.state, 'reach');
    if (reach) turn.emit({ type: 'task.resolved', taskId: reach.id as never, by: input.by, resolution: input.how });
    settleReached(turn, 'attested');
  }
  return { ok: true };
}

/** An operator is done with a task. Telling is attested with it: one click, one record. */
export function resolveTask(turn: Turn, taskId: string, by: string, resolution: string): Accepted | Refusal {
  return turn.because({ kind: 'resolve', taskId, by, resolution }, () => resolved(turn, taskId, by, resolution));
}

function resolved(turn: Turn, taskId: string, by: string, resolution: string): Accepted | Refusal {
  const task = turn.state.tasks.find((t) => t.id === taskId);
  if (!task || task.state === 'resolved') return { ok: false, because: 'closed' };
  if (task.kind === 'reach' && resolution === 'told') attest(turn, { by, how: 'spoke-by-phone' });
  if (task.kind === 'reach' && resolution === 'cannot-be-reached') attest(turn, { by, how: 'cannot-be-reached' });
  if (resolution === 'deceased') {
    const own = openNotices(turn.state).map((n) => n.id);
    // Of several patients in one conversation the operator names the one, by attesting.
    if (new Set(turn.state.notices.map((n) => n.patientId)).size > 1) return { ok: false, because: 'no_such_notice' };
    died(turn, own, by);
  }
  if (task.kind === 'correct' && resolution === 'told')
    confirmCorrections(turn, { channel: null, attemptId: null, by });
  const now = turn.state.tasks.find((t) => t.id === taskId);
  if (now?.state !== 'resolved') turn.emit({ type: 'task.resolved', taskId: taskId as never, by, resolution });
  return { ok: true };
}

/** For tests and the console: which attempt an answer came from. */
export const attemptChannel = (s: Snapshot, attemptId: string): Channel | null =>
  attemptOf(s, attemptId)?.channel ?? null;
