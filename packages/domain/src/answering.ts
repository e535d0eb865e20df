/** What an answer changes: who knows now, what is asked next, whom a person must call. */
import { type AnswerKey, type Channel, comingKey, type TurnVia } from '@rollcall/contracts';
import { confirmCorrections, hurryCorrection, openCorrections } from './correcting.js';
import { answerGrade, atLeast } from './evidence.js';
import { attemptOf, liveOffer, type OfferRow, openNotices, openTask, type Snapshot, tellable } from './snapshot.js';
import type { Turn } from './turn.js';

export interface Answer {
  key: AnswerKey;
  channel: Channel;
  via: 'call' | 'button' | 'page' | 'text';
  /** The attempt that asked; for a text, the last one sent to that number. */
  attemptId: string | null;
  contactPointId: string | null;
  /** The frozen offer a choice was made from; null when it answers the cancelled appointment. */
  offerId: string | null;
  /** Of several visits these alone. */
  noticeIds?: readonly string[];
}

const turnVia = (via: Answer['via']): TurnVia => (via === 'call' || via === 'page' ? via : 'message');

const received = (turn: Turn, a: Answer, meaning: string, changed: boolean): void =>
  turn.emit({ type: 'answer.received', attemptId: a.attemptId as never, channel: a.channel, meaning, changed });

/** Applies one pressed or texted key. Said twice, it changes nothing the second time. */
export function answer(turn: Turn, a: Answer): void {
  if (a.key === '9') return wrongNumber(turn, a);
  if (a.key === comingKey) return coming(turn, a);
  if (a.offerId !== null) return answerOffer(turn, a, a.offerId);
  const s = turn.state;
  const open = openNotices(s).filter((n) => !a.noticeIds || a.noticeIds.includes(n.id));
  if (a.key === '4') return received(turn, a, 'none-of-these', false);
  const meaning = a.key === '1' ? 'understood' : a.key === '2' ? 'another-time' : 'person';
  received(turn, a, meaning, open.length > 0 || a.key === '3');
  inform(turn, a);
  if (a.key === '3') {
    if (!isOfAnother(turn, a)) voidOffer(turn);
    const about = bookable(turn).filter((id) => !a.noticeIds || a.noticeIds.includes(id));
    if (isForSome(a)) return turn.openTaskAlso('rebook', 'asked_for_person', about);
    return turn.openTask('rebook', 'asked_for_person', about);
  }
  requestNextOffer(turn, turnVia(a.via), a.channel, a.contactPointId);
  if (isForSome(a)) leaveToDesk(turn, a.noticeIds ?? []);
}

/** In a text or a call. On the page a person for one visit takes over all of it. */
const isForSome = ({ noticeIds, via }: Answer): boolean => noticeIds !== undefined && via !== 'page';

/** Where a person already finds a time for another of the visits, this one is theirs as well: nobody is left without. */
function leaveToDesk(turn: Turn, noticeIds: readonly string[]): void {
  const desk = openTask(turn.state, 'rebook');
  const offered = new Set(turn.state.offers.filter((o) => o.state !== 'void').map((o) => o.noticeId));
  const alone = bookable(turn).filter((id) => noticeIds.includes(id) && !offered.has(id));
  if (desk && alone.length > 0) turn.openTaskAlso('rebook', desk.reason, alone);
}

/** Times are offered for a visit that was not asked about. */
const isOfAnother = (turn: Turn, a: Answer): boolean => {
  const live = liveOffer(turn.state);
  return isForSome(a) && live !== undefined && !a.noticeIds?.includes(live.noticeId);
};

/** The party knows: every open notice of the outreach gains the answer's grade, and closes if it is enough. */
function inform(turn: Turn, a: Answer): void {
  const grade = answerGrade(a.channel, a.via);
  gainEvidence(turn, grade, a.channel, a.attemptId, a.noticeIds);
}

/** Raises the evidence of all open notices that machines tell of to `grade`; closes them when the policy's grade is met. */
export function gainEvidence(
  turn: Turn,
  grade: Parameters<typeof atLeast>[1],
  channel: Channel,
  attemptId: string | null,
  only?: readonly string[],
): void {
  const open = tellable(turn.state).filter((n) => !only || only.includes(n.id));
  if (open.length === 0) return;
  if (!atLeast(grade, turn.state.policy.evidence)) {
    if (open.every((n) => atLeast(n.evidence?.grade ?? null, grade))) return;
    turn.emit({
      type: 'evidence.gained',
      noticeIds: open.map((n) => n.id) as never,
      grade,
      channel,
      attemptId: attemptId as never,
    });
    return;
  }
  for (const n of open)
    turn.emit({ type: 'notice.informed', noticeId: n.id as never, grade, channel, attemptId: attemptId as never });
  settleReached(turn, 'answered');
}

/** All notices are closed: nothing more is told, and the person who had it is relieved. */
export function settleReached(turn: Turn, because: string): void {
  if (openNotices(turn.state).length > 0) return;
  turn.supersedeQueued(because);
  const reach = turn.state.tasks.find((t) => t.kind === 'reach' && t.state !== 'resolved');
  if (reach) turn.emit({ type: 'task.resolved', taskId: reach.id as never, by: 'rollcall', resolution: 'informed' });
  const { state } = turn.state.outreach;
  if (state === 'active' || state === 'exhausted')
    turn.emit({ type: 'outreach.reached', reason: { rule: 'evidence', because } });
}

const bookable = (turn: Turn): string[] => turn.state.notices.filter((n) => n.state === 'informed').map((n) => n.id);

/**
 * Asks the reschedule service for the next offer: one at a time, so that an answer has one meaning. Does nothing while
 * one is alive, when the practice wants none, or when a person already arranges it.
 */
export function requestNextOffer(turn: Turn, via: TurnVia, channel: Channel, contactPointId: string | null): void {
  const s = turn.state;
  if (!s.policy.reschedule.enabled || liveOffer(s)) return;
  if (s.tasks.some((t) => t.kind === 'rebook' && t.state !== 'resolved')) return;
  const settled = new Set(s.offers.filter((o) => isSettled(s, o)).map((o) => o.noticeId));
  const next = s.notices.find((n) => n.state === 'informed' && !settled.has(n.id));
  if (next) requestOffer(turn, next.id, via, channel, contactPointId);
}

/** Refused by the practice it asks again, unless a person was asked for that. */
const isSettled = (s: Snapshot, o: OfferRow): boolean =>
  o.state !== 'void' &&
  (o.state !== 'refused' || s.tasks.some((t) => byDesk.has(t.reason) && (t.noticeIds ?? []).includes(o.noticeId)));

const byDesk: ReadonlySet<string> = new Set(['booking_refused', 'booking_unconfirmed']);

export function requestOffer(
  turn: Turn,
  noticeId: string,
  via: TurnVia,
  channel: Channel,
  contactPointId: string | null,
): void {
  turn.emit({
    type: 'offer.requested',
    offerId: turn.newId() as never,
    noticeId: noticeId as never,
    channel,
    via,
    contactPointId: contactPointId as never,
  });
}

export function voidOffer(turn: Turn): void {
  const live = liveOffer(turn.state);
  if (live) turn.emit({ type: 'offer.closed', offerId: live.id as never, state: 'void' });
}

function answerOffer(turn: Turn, a: Answer, offerId: string): void {
  const offer = turn.state.offers.find((o) => o.id === offerId);
  // Bound to a frozen offer: a key for one that is gone never books from its successor.
  if (offer?.state !== 'open' || (offer.expiresAt !== null && offer.expiresAt <= turn.now))
    return received(turn, a, 'offer-gone', false);
  if (a.key === '4') return declineOffer(turn, a, offer);
  const choice = Number(a.key);
  if (!offer.options.some((o) => o.choice === choice)) return received(turn, a, 'no-such-choice', false);
  received(turn, a, `choose-${choice}`, true);
  turn.emit({ type: 'offer.chosen', offerId: offerId as never, choice });
}

/** None of these: the notice is closed as declined, and the desk is asked to find a time with the patient. */
function declineOffer(turn: Turn, a: Answer, offer: OfferRow): void {
  received(turn, a, 'none-of-these', true);
  turn.emit({ type: 'offer.closed', offerId: offer.id as never, state: 'declined' });
  turn.emit({ type: 'notice.declined', noticeId: offer.noticeId as never });
  turn.openTask('rebook', 'no_time_wanted', [offer.noticeId]);
  requestNextOffer(turn, turnVia(a.via), a.channel, a.contactPointId);
}

/** They have read or heard the correction. */
function coming(turn: Turn, a: Answer): void {
  received(turn, a, 'coming', openCorrections(turn.state).length > 0);
  confirmCorrections(turn, { channel: a.channel, attemptId: a.attemptId }, a.noticeIds);
}

/** The contact point is bad, not the patient: never this number again, the next one at once. */
function wrongNumber(turn: Turn, a: Answer): void {
  const pointId = a.contactPointId ?? (a.attemptId ? attemptOf(turn.state, a.attemptId)?.contactPointId : null);
  received(turn, a, 'wrong-number', pointId !== null);
  if (!pointId) return;
  turn.emit({ type: 'contact.invalid', contactPointId: pointId as never, fault: 'wrong_number', scope: 'all' });
  turn.supersedeQueued('wrong_number', (_purpose, point) => point === pointId);
  turn.hurry({ rule: 'wrong-number', because: 'the next contact point at once' });
  hurryCorrection(turn);
}
