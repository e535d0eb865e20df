/**
 * Whom machines may tell, as it stands now: patients die, come of age, ask for a person, or cannot be told by a machine at
 * all. What a machine may no longer tell is barred, and a person has it; nothing of it is said to whoever is told of the
 * others in the same conversation.
 */
import type { Bar, TaskReason } from '@rollcall/contracts';
import { settleReached, voidOffer } from './answering.js';
import { stopCorrections } from './correcting.js';
import { isUrgent, ladderStep, urgentLadderStart } from './ladder.js';
import { liveOffer, openNotices, type Snapshot, tellable } from './snapshot.js';
import type { Turn } from './turn.js';

/** Of age since the last look: the guardian hears nothing more of this patient. */
export function barOfAge(turn: Turn): void {
  for (const n of openNotices(turn.state))
    if (n.barred === null && n.guardianUntil !== null && n.guardianUntil <= turn.now)
      turn.emit({ type: 'notice.barred', noticeId: n.id as never, because: 'of_age' });
}

const barReasons: Record<Bar, TaskReason> = {
  do_not_contact: 'do_not_contact',
  of_age: 'of_age',
  // Closed with it; never seen on an open notice.
  deceased: 'do_not_contact',
};

/** Why a person has a part in this whatever the machines do; `alone`: they do nothing. Null: machines may do it all. */
export function whyPerson(s: Snapshot): { reason: TaskReason; alone: boolean } | null {
  const { needs } = s.outreach;
  if (needs.includes('cognitive')) return { reason: 'needs_person', alone: true };
  const barred = openNotices(s).find((n) => n.barred !== null)?.barred;
  if (barred) return once(s, barReasons[barred], tellable(s).length === 0);
  return needs.includes('interpreter') ? once(s, 'interpreter_needed', false) : null;
}

/** Whoever was asked and did what was to be done is not asked again, as long as machines go on. */
const once = (s: Snapshot, reason: TaskReason, alone: boolean): { reason: TaskReason; alone: boolean } | null =>
  !alone && s.tasks.some((t) => t.reason === reason) ? null : { reason, alone };

/** What the practice's own system says of a patient while we are at it. */
export interface PatientChange {
  /** Of this patient, in this outreach. */
  noticeIds: readonly string[];
  deceased?: boolean;
  doNotContact?: boolean;
  /** Contact points, needs or language are different: look again at once. */
  reach?: boolean;
  by: string;
}

export function patientChanged(turn: Turn, change: PatientChange): void {
  turn.because({ kind: 'patient', change }, () => changed(turn, change));
}

function changed(turn: Turn, { noticeIds, deceased, doNotContact, reach, by }: PatientChange): void {
  if (deceased) return died(turn, noticeIds, by);
  const own = (): Snapshot['notices'] => openNotices(turn.state).filter((n) => noticeIds.includes(n.id));
  if (doNotContact === true) {
    for (const n of own())
      if (n.barred === null)
        turn.emit({ type: 'notice.barred', noticeId: n.id as never, because: 'do_not_contact', by });
    takeBackOffers(turn, noticeIds);
    if (tellable(turn.state).length === 0) turn.supersedeQueued('do_not_contact');
    if (own().length > 0) turn.openTask('reach', 'do_not_contact');
    stopCorrections(turn, noticeIds, 'do_not_contact');
  }
  if (doNotContact === false)
    for (const n of own())
      if (n.barred === 'do_not_contact') turn.emit({ type: 'notice.cleared', noticeId: n.id as never, by });
  if (reach || doNotContact === false) lookAgain(turn);
}

/** Nobody is told, and nobody of the family is offered a time. The notice is closed: there is nobody left to owe it to. */
export function died(turn: Turn, noticeIds: readonly string[], by: string): void {
  takeBackOffers(turn, noticeIds);
  takeBackRequests(turn, noticeIds);
  stopCorrections(turn, noticeIds, 'died');
  for (const n of openNotices(turn.state).filter((o) => noticeIds.includes(o.id))) {
    turn.emit({ type: 'notice.barred', noticeId: n.id as never, because: 'deceased', by });
    turn.emit({ type: 'notice.unreachable', noticeId: n.id as never, by, because: 'deceased' });
  }
  const all = turn.state.notices.every((n) => noticeIds.includes(n.id) || n.state === 'withdrawn');
  if (all) {
    turn.supersedeQueued('deceased', () => true);
    for (const t of turn.state.tasks)
      if (t.state !== 'resolved')
        turn.emit({ type: 'task.resolved', taskId: t.id as never, by: 'rollcall', resolution: 'deceased' });
  }
  if (openNotices(turn.state).length > 0) return;
  turn.supersedeQueued('deceased');
  if (turn.state.outreach.state !== 'active') return;
  if (turn.state.notices.some((n) => n.state === 'informed')) settleReached(turn, 'deceased');
  else turn.emit({ type: 'outreach.closed', reason: { rule: 'deceased', because: 'nobody is to be told any more' } });
}

/** A time that the practice was asked for is nobody's any more. */
function takeBackRequests(turn: Turn, noticeIds: readonly string[]): void {
  for (const o of turn.state.offers) {
    const slotId = o.options.find((x) => x.choice === o.chosen)?.slotId;
    if (o.state === 'asked' && slotId && noticeIds.includes(o.noticeId))
      turn.emit({
        type: 'booking.released',
        noticeId: o.noticeId as never,
        offerId: o.id as never,
        slotId: slotId as never,
        because: 'deceased',
      });
  }
}

function takeBackOffers(turn: Turn, noticeIds: readonly string[]): void {
  const live = liveOffer(turn.state);
  if (!live || !noticeIds.includes(live.noticeId)) return;
  turn.supersedeQueued('offer_void', (purpose) => purpose === 'offer' || purpose === 'booked');
  voidOffer(turn);
}

/** The next step is taken with what is known now. Where every step was taken there is a reason to begin again. */
function lookAgain(turn: Turn): void {
  const { outreach, policy } = turn.state;
  if (outreach.state !== 'active') return;
  const isSpent = ladderStep(policy, outreach.step) === undefined;
  const urgent = isUrgent(outreach.deadlineAt, turn.now, policy);
  const step = isSpent ? (urgent ? urgentLadderStart : 0) : outreach.step;
  turn.wait(turn.now, step, { rule: 'patient.changed', because: 'the practice has newer data' });
}

/** The same visits are owed under the patient's other record: here they are owed no more, and nobody is corrected. */
export function mergedAway(turn: Turn, noticeIds: readonly string[], by: string): void {
  turn.because({ kind: 'merge', noticeIds, by }, () => {
    takeBackOffers(turn, noticeIds);
    for (const n of openNotices(turn.state).filter((o) => noticeIds.includes(o.id)))
      turn.emit({ type: 'notice.withdrawn', noticeId: n.id as never, by, because: 'merged' });
    if (openNotices(turn.state).length > 0) return;
    turn.supersedeQueued('merged');
    for (const t of turn.state.tasks)
      if (t.state !== 'resolved' && t.kind === 'reach')
        turn.emit({ type: 'task.resolved', taskId: t.id as never, by: 'rollcall', resolution: 'merged' });
    if (turn.state.outreach.state === 'active')
      turn.emit({ type: 'outreach.closed', reason: { rule: 'merged', because: 'the other record has it' } });
  });
}
