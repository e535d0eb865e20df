/** The fold: what an event makes of a snapshot. Rows are nothing but the fold of their ledger. */
import type { CorrectionState, LedgerEvent, LedgerEventOf } from '@rollcall/contracts';
import { rankOf } from './evidence.js';
import type { AttemptRow, ContactPointRow, NoticeRow, OfferRow, Snapshot, TaskRow } from './snapshot.js';

const mapById = <R extends { id: string }>(rows: R[], id: string, change: (row: R) => R): R[] =>
  rows.map((row) => (row.id === id ? change(row) : row));

const notice = (s: Snapshot, id: string, change: (n: NoticeRow) => NoticeRow): Snapshot => ({
  ...s,
  notices: mapById(s.notices, id, change),
});
const attempt = (s: Snapshot, id: string, change: (a: AttemptRow) => AttemptRow): Snapshot => ({
  ...s,
  attempts: mapById(s.attempts, id, change),
});
const offer = (s: Snapshot, id: string, change: (o: OfferRow) => OfferRow): Snapshot => ({
  ...s,
  offers: mapById(s.offers, id, change),
});

function foldContact(point: ContactPointRow, e: LedgerEventOf<'contact.invalid'>): ContactPointRow {
  if (e.fault === 'opted_out') {
    // An opt-out is a fact about the number, whatever the channel it was said on.
    const channels = e.scope === 'email' ? (['email'] as const) : (['sms', 'voice', 'im'] as const);
    return { ...point, suppressed: [...new Set([...point.suppressed, ...channels])] };
  }
  const off = { ...point.off };
  if (e.scope === 'all') off.sms = off.voice = off.im = off.email = e.fault;
  else off[e.scope] = e.fault;
  return { ...point, off };
}

function plan(s: Snapshot, e: LedgerEventOf<'attempt.planned'>, at: Date): Snapshot {
  const planned: AttemptRow = {
    id: e.attemptId,
    contactPointId: e.contactPointId,
    channel: e.channel,
    purpose: e.purpose,
    step: e.step,
    attemptNo: e.attemptNo,
    offerId: e.offerId,
    state: 'queued',
    reached: null,
    code: null,
    generation: 1,
    plannedAt: at,
    sendBy: new Date(e.sendBy),
    excused: false,
    ...(e.wording ? { wording: e.wording } : {}),
  };
  const rings = e.channel === 'voice' || e.channel === 'sms';
  return {
    ...letGo(s, e.step),
    attempts: [...s.attempts, planned],
    contactPoints: rings
      ? mapById(s.contactPoints, e.contactPointId, (c) => ({
          ...c,
          touchedLastDay: c.touchedLastDay + 1,
          touchedLastWeek: c.touchedLastWeek + 1,
        }))
      : s.contactPoints,
  };
}

const letGo = (s: Snapshot, step: number): Snapshot =>
  s.outreach.held.some((h) => h.step === step)
    ? { ...s, outreach: { ...s.outreach, held: s.outreach.held.filter((h) => h.step !== step) } }
    : s;

/** Where nothing is followed up any more the alarm is off. */
function correcting(s: Snapshot, ids: readonly string[], state: CorrectionState): Snapshot {
  const notices = s.notices.map((n) => (ids.includes(n.id) ? { ...n, correction: state } : n));
  return notices.some((n) => n.correction === 'owed')
    ? { ...s, notices }
    : { ...s, notices, outreach: { ...s.outreach, correctAt: null } };
}

const settledOffer = { declined: 'declined', expired: 'expired', empty: 'empty', void: 'void', lost: 'void' } as const;

/** An event of a later build. Guessing what it means would corrupt the outreach: whoever folds stops here. */
export class UnknownEvent extends Error {}

/** Pure: returns the snapshot after `event`, which happened at `at`. */
export function fold(s: Snapshot, event: LedgerEvent, at: Date): Snapshot {
  switch (event.type) {
    case 'outreach.opened':
      return {
        ...s,
        outreach: { ...s.outreach, state: 'active', step: 0, nextActionAt: new Date(event.nextActionAt), held: [] },
      };
    case 'outreach.waiting':
      return { ...s, outreach: { ...s.outreach, step: event.step, nextActionAt: new Date(event.until) } };
    case 'outreach.reached':
      return { ...s, outreach: { ...s.outreach, state: 'reached', nextActionAt: null } };
    case 'outreach.exhausted':
      return { ...s, outreach: { ...s.outreach, state: 'exhausted', nextActionAt: null } };
    case 'outreach.closed':
      return { ...s, outreach: { ...s.outreach, state: 'closed', nextActionAt: null } };
    case 'attempt.planned':
      return plan(s, event, at);
    case 'attempt.accepted':
      return attempt(s, event.attemptId, (a) => ({ ...a, state: 'accepted' }));
    case 'attempt.progressed':
      // Proof of life: whatever we doubted, the provider has it.
      return attempt(s, event.attemptId, (a) => ({
        ...a,
        state: a.state === 'failed' ? 'failed' : 'accepted',
        reached: rankOf(event.grade) > rankOf(a.reached) ? event.grade : a.reached,
      }));
    case 'attempt.failed':
      return attempt(s, event.attemptId, (a) => ({
        ...a,
        state: 'failed',
        code: event.code,
        excused: event.excused ?? false,
      }));
    case 'step.held':
      return {
        ...s,
        outreach: { ...s.outreach, held: [...s.outreach.held, { step: event.step, channel: event.channel }] },
      };
    case 'step.let_go':
      return letGo(s, event.step);
    case 'attempt.in_doubt':
      return attempt(s, event.attemptId, (a) => ({ ...a, state: 'in_doubt', code: event.code }));
    case 'attempt.unresolved':
      return attempt(s, event.attemptId, (a) => ({ ...a, state: 'unresolved' }));
    case 'attempt.throttled':
      return attempt(s, event.attemptId, (a) => ({
        ...a,
        state: 'queued',
        generation: a.generation + 1,
        code: event.code,
      }));
    case 'attempt.superseded':
      return attempt(s, event.attemptId, (a) => ({ ...a, state: 'superseded', code: event.because }));
    case 'answer.received':
      return s;
    case 'contact.invalid':
      return { ...s, contactPoints: mapById(s.contactPoints, event.contactPointId, (c) => foldContact(c, event)) };
    case 'evidence.gained':
      return {
        ...s,
        notices: s.notices.map((n) =>
          (event.noticeIds as string[]).includes(n.id) && rankOf(event.grade) > rankOf(n.evidence?.grade ?? null)
            ? { ...n, evidence: { grade: event.grade, channel: event.channel, at } }
            : n,
        ),
      };
    case 'notice.informed':
      return notice(s, event.noticeId, (n) => ({
        ...n,
        state: 'informed',
        evidence: { grade: event.grade, channel: event.channel, at },
      }));
    case 'notice.barred':
      return notice(s, event.noticeId, (n) => ({ ...n, barred: event.because }));
    case 'notice.cleared':
      return notice(s, event.noticeId, (n) => ({ ...n, barred: null }));
    case 'notice.overdue':
      return notice(s, event.noticeId, (n) => ({ ...n, overdue: true }));
    case 'notice.withdrawn':
      return notice(s, event.noticeId, (n) => ({ ...n, state: 'withdrawn', bookedSlotId: null }));
    case 'correction.owed':
      return correcting(s, event.noticeIds, 'owed');
    case 'correction.handed':
      return correcting(s, event.noticeIds, 'handed');
    case 'correction.confirmed':
      return correcting(s, event.noticeIds, 'confirmed');
    case 'correction.let_go':
      return correcting(s, event.noticeIds, 'let-go');
    case 'correction.waiting':
      return {
        ...s,
        outreach: { ...s.outreach, correctAt: new Date(event.until), correctStep: event.step },
      };
    case 'notice.unreachable':
      return notice(s, event.noticeId, (n) => ({ ...n, state: 'unreachable' }));
    case 'notice.rebooked':
      return offer(
        notice(s, event.noticeId, (n) => ({ ...n, state: 'rebooked', bookedSlotId: event.slotId })),
        event.offerId,
        // What bounded the practice's answer bounds nothing any more.
        (o) => ({ ...o, state: 'booked', expiresAt: o.state === 'asked' ? null : o.expiresAt }),
      );
    case 'booking.requested':
      return offer(s, event.offerId, (o) => ({ ...o, state: 'asked', expiresAt: new Date(event.until) }));
    case 'booking.released':
      return offer(
        notice(s, event.noticeId, (n) =>
          n.state === 'rebooked' ? { ...n, state: 'informed', bookedSlotId: null } : n,
        ),
        event.offerId,
        (o) => ({ ...o, state: event.because === 'refused' ? 'refused' : 'void', expiresAt: null }),
      );
    case 'notice.declined':
      return notice(s, event.noticeId, (n) => ({ ...n, state: 'declined' }));
    case 'offer.requested': {
      const requested: OfferRow = {
        id: event.offerId,
        noticeId: event.noticeId,
        state: 'requested',
        via: event.via,
        channel: event.channel,
        contactPointId: event.contactPointId,
        expiresAt: null,
        chosen: null,
        options: [],
      };
      return { ...s, offers: [...s.offers, requested] };
    }
    case 'offer.made':
      return offer(s, event.offerId, (o) => (o.state === 'requested' ? { ...o, state: 'open' } : o));
    case 'offer.chosen':
      return offer(s, event.offerId, (o) => ({ ...o, state: 'chosen', chosen: event.choice }));
    case 'offer.closed':
      return offer(s, event.offerId, (o) => ({ ...o, state: settledOffer[event.state] }));
    case 'task.opened': {
      const opened: TaskRow = {
        id: event.taskId,
        kind: event.kind,
        reason: event.reason,
        state: 'open',
        noticeIds: event.noticeIds,
      };
      return { ...s, tasks: [...s.tasks, opened] };
    }
    case 'task.resolved':
      return { ...s, tasks: mapById(s.tasks, event.taskId, (t) => ({ ...t, state: 'resolved' })) };
    default:
      throw new UnknownEvent(`no meaning is known for ${(event satisfies never as LedgerEvent).type}`);
  }
}
