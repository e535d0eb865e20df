/** What a fact from outside changes. Any order, any number of times: ranks only grow, settled things stay settled. */
import type { Channel, Fact } from '@rollcall/contracts';
import { answer, gainEvidence, requestNextOffer } from './answering.js';
import { applyText, type BoundText } from './apply-text.js';
import { apologiseFor, bookingRequested, bookingUnconfirmed, offerAfterRefusal, practiceAnswered } from './booking.js';
import type { Cause } from './cause.js';
import { hurryCorrection } from './correcting.js';
import { rankOf } from './evidence.js';
import { holdStep } from './holding.js';
import { refusalBehind, unsettledReason } from './refusals.js';
import { isLasting } from './refused-before.js';
import { type AttemptRow, attemptOf, contactPointOf, openNotices } from './snapshot.js';
import { sayNext } from './speaking.js';
import type { NewId, Turn } from './turn.js';

export type Happening =
  | Exclude<Fact, { kind: 'text' | 'callback' }>
  | BoundText
  | { kind: 'in-doubt-expired'; attemptId: string; found: boolean }
  | { kind: 'lease-lost'; attemptId: string };

export interface FactContext {
  newId: NewId;
  /** When a throttled attempt may be published again: the provider's wish in business time. */
  retryAt: (retryAfterMs: number) => Date;
}

export function applyFact(turn: Turn, fact: Happening, context: FactContext): void {
  const cause: Extract<Cause, { kind: 'fact' }> = { kind: 'fact', fact };
  const retryAt = (retryAfterMs: number): Date => {
    const at = context.retryAt(retryAfterMs);
    cause.retryAt = at.toISOString();
    return at;
  };
  turn.because(cause, () => happened(turn, fact, { ...context, retryAt }));
}

function happened(turn: Turn, fact: Happening, context: FactContext): void {
  switch (fact.kind) {
    case 'attempt.outcome':
      return applyOutcome(turn, fact, context);
    case 'attempt.dropped':
      return dropped(turn, fact.attemptId, fact.because);
    case 'lease-lost':
      return leaseLost(turn, fact.attemptId);
    case 'in-doubt-expired':
      return inDoubtExpired(turn, fact.attemptId, fact.found);
    case 'delivery':
      return applyDelivery(turn, fact, context);
    case 'call':
      return applyCall(turn, fact);
    case 'key':
      return applyKey(turn, fact);
    case 'challenge':
      return challengeFailed(turn, fact);
    case 'bound-text':
      return applyText(turn, fact, optOutOf);
    case 'offer':
      return applyOffer(turn, fact);
    case 'booking':
      return void practiceAnswered(turn, fact);
    case 'optout':
      return optOutOf(
        turn,
        fact.attemptId ? attemptOf(turn.state, fact.attemptId)?.contactPointId : undefined,
        fact.channel,
      );
  }
}

type Of<K extends Happening['kind']> = Extract<Happening, { kind: K }>;

function applyOutcome(turn: Turn, fact: Of<'attempt.outcome'>, context: FactContext): void {
  const a = attemptOf(turn.state, fact.attemptId);
  if (!a) return;
  const { outcome } = fact;
  const undecided = a.state === 'sending' || a.state === 'queued' || a.state === 'in_doubt' || a.state === 'unresolved';
  switch (outcome.kind) {
    case 'accepted':
      // Told by a callback before: then only the language is news.
      if (undecided || (outcome.writtenIn && a.state === 'accepted'))
        turn.emit({
          type: 'attempt.accepted',
          attemptId: fact.attemptId,
          ...(outcome.writtenIn ? { writtenIn: outcome.writtenIn } : {}),
        });
      return;
    case 'inDoubt':
      if (a.state === 'sending' || a.state === 'queued')
        turn.emit({ type: 'attempt.in_doubt', attemptId: fact.attemptId, code: outcome.code });
      return;
    case 'throttled':
      if (!undecided) return;
      return throttled(turn, fact.attemptId, outcome.code, context.retryAt(outcome.retryAfterMs));
    case 'rejected':
      if (undecided) failed(turn, fact.attemptId, outcome);
      return;
    case 'misconfigured':
      if (undecided) excuse(turn, fact.attemptId, outcome.code, context);
  }
}

/** A turn of a conversation has no other channel: it goes again when the sender works. Real milliseconds. */
const refusedRetryMs = 15_000;

/** Our fault: the contact point stays good, the step is come back to, another channel moves up. */
function excuse(
  turn: Turn,
  attemptId: string,
  code: string,
  context: FactContext,
  because = `our sender was refused (${code})`,
): void {
  const a = attemptOf(turn.state, attemptId);
  if (!a || a.state === 'failed') return;
  if (a.purpose !== 'tell' && a.state !== 'accepted')
    return throttled(turn, attemptId, code, context.retryAt(refusedRetryMs));
  turn.emit({ type: 'attempt.failed', attemptId: attemptId as never, code, transient: true, excused: true });
  if (a.purpose === 'correct') return uncorrected(turn, a);
  putOff(turn, attemptId, because);
}

function putOff(turn: Turn, attemptId: string, because: string): void {
  const a = attemptOf(turn.state, attemptId);
  if (a?.purpose !== 'tell') return;
  if (turn.state.outreach.state === 'active') holdStep(turn, a.step, a.channel, because);
  // A letter does not ring: whoever has nothing but one is not left waiting for its answer.
  const stillRings = turn.state.attempts.some(
    (b) =>
      b.purpose === 'tell' &&
      b.id !== a.id &&
      b.channel !== 'email' &&
      b.step >= a.step &&
      b.state !== 'failed' &&
      b.state !== 'superseded',
  );
  if (!stillRings) turn.hurry({ rule: 'step.failed', because });
}

/** Certainly not processed: the same attempt goes again, unless by then it would come too late or is no longer wanted. */
function throttled(turn: Turn, attemptId: string, code: string, until: Date): void {
  const a = attemptOf(turn.state, attemptId);
  if (!a) return;
  const wanted = a.purpose !== 'tell' || openNotices(turn.state).length > 0;
  if (wanted && until < a.sendBy) {
    turn.emit({ type: 'attempt.throttled', attemptId: attemptId as never, code, until: until.toISOString() });
    return;
  }
  turn.emit({ type: 'attempt.failed', attemptId: attemptId as never, code, transient: true });
  if (a.purpose === 'correct' || a.wording === 'refused') return uncorrected(turn, a);
  next(turn, attemptId, 'the provider is too slow for it');
}

/** What we said is not so any more, and the patient could not be told: a person must. */
function uncorrected(turn: Turn, a: AttemptRow): void {
  if (a.wording !== 'refused') {
    // The next way, where it is followed up; what an older build took back is with a person.
    if (hurryCorrection(turn)) return;
    return turn.openTask(
      'correct',
      'correction_undeliverable',
      turn.state.notices.map((n) => n.id),
    );
  }
  const about = turn.state.offers.find((o) => o.id === a.offerId)?.noticeId;
  const isOpen = turn.state.notices.some((n) => n.id === about && n.state === 'informed');
  if (about && isOpen) turn.openUrgentTask('rebook', 'booking_refused', [about]);
}

interface Failure {
  code: string;
  fault: Of<'delivery'>['fault'];
  scope: Of<'delivery'>['scope'];
  transient: boolean;
}

function failed(turn: Turn, attemptId: string, failure: Failure): void {
  const a = attemptOf(turn.state, attemptId);
  if (!a || a.state === 'failed') return;
  turn.emit({
    type: 'attempt.failed',
    attemptId: attemptId as never,
    code: failure.code,
    transient: failure.transient,
  });
  const point = contactPointOf(turn.state, a.contactPointId);
  const lasting = isLasting(turn.state, a, failure);
  if (lasting && failure.fault && failure.scope !== 'attempt' && point && !knownFault(point, failure))
    turn.emit({
      type: 'contact.invalid',
      contactPointId: point.id as never,
      fault: failure.fault,
      scope: failure.scope,
    });
  if (a.purpose === 'correct' || a.wording === 'refused') return uncorrected(turn, a);
  if (!failure.transient) next(turn, attemptId, 'it cannot arrive there');
}

const knownFault = (point: { off: Record<Channel, unknown>; suppressed: Channel[] }, f: Failure): boolean =>
  f.fault === 'opted_out'
    ? point.suppressed.includes('sms')
    : f.scope === 'all' || f.scope === 'attempt'
      ? Object.values(point.off).every((x) => x !== null)
      : point.off[f.scope] !== null;

/** The step is spent: if it was the latest one, nobody waits out its time. */
function next(turn: Turn, attemptId: string, because: string): void {
  const a = attemptOf(turn.state, attemptId);
  if (a?.purpose !== 'tell') return;
  const stillOut = turn.state.attempts.some(
    (b) =>
      b.purpose === 'tell' && b.id !== a.id && b.step >= a.step && b.state !== 'failed' && b.state !== 'superseded',
  );
  if (!stillOut) turn.hurry({ rule: 'step.failed', because });
}

function dropped(turn: Turn, attemptId: string, because: string): void {
  const a = attemptOf(turn.state, attemptId);
  if (a?.state !== 'queued') return;
  turn.emit({ type: 'attempt.superseded', attemptId: attemptId as never, because });
  if (a.purpose === 'correct' && a.wording !== 'refused') return void hurryCorrection(turn);
  if (because === 'sender_out') return putOff(turn, attemptId, 'the sender is out');
  next(turn, attemptId, `not sent: ${because}`);
}

/** The worker's lease ran out: it may have sent. */
function leaseLost(turn: Turn, attemptId: string): void {
  const a = attemptOf(turn.state, attemptId);
  if (a?.state === 'sending')
    turn.emit({ type: 'attempt.in_doubt', attemptId: attemptId as never, code: 'lease_lost' });
}

/** The provider was asked by our tag. Not found means spent, not resent: the next step escalates instead. */
function inDoubtExpired(turn: Turn, attemptId: string, found: boolean): void {
  const a = attemptOf(turn.state, attemptId);
  if (a?.state !== 'in_doubt') return;
  if (found) return turn.emit({ type: 'attempt.accepted', attemptId: attemptId as never });
  turn.emit({ type: 'attempt.unresolved', attemptId: attemptId as never });
  next(turn, attemptId, 'nobody can say whether it was sent');
}

function applyDelivery(turn: Turn, fact: Of<'delivery'>, context: FactContext): void {
  const a = fact.attemptId ? attemptOf(turn.state, fact.attemptId) : undefined;
  if (!a) return;
  if (fact.status === 'failed' && fact.sender === 'refused')
    return excuse(turn, a.id, fact.code ?? 'undelivered', context);
  if (fact.status === 'failed' && fact.inAnotherForm)
    return excuse(turn, a.id, fact.code ?? 'undelivered', context, 'it goes again in another form');
  if (fact.status === 'failed') return failed(turn, a.id, { ...fact, code: fact.code ?? 'undelivered' });
  if (rankOf(fact.status) <= rankOf(a.reached) || a.state === 'failed') return;
  turn.emit({ type: 'attempt.progressed', attemptId: a.id as never, grade: fact.status });
  if (a.purpose === 'tell' && fact.status === 'read') gainEvidence(turn, 'read', a.channel, a.id);
}

function applyCall(turn: Turn, fact: Of<'call'>): void {
  const a = attemptOf(turn.state, fact.attemptId);
  if (!a || a.state === 'failed') return;
  switch (fact.status) {
    case 'ringing':
    case 'answered':
      // An answered call proves a connection, not a human who listens.
      if (rankOf(a.reached) < rankOf('sent'))
        turn.emit({ type: 'attempt.progressed', attemptId: a.id as never, grade: 'sent' });
      if (fact.answeredBy === 'fax')
        return failed(turn, a.id, { code: 'fax', fault: 'fax', scope: 'all', transient: false });
      return;
    case 'completed':
      return callCompleted(turn, a.id, a.purpose === 'tell', fact);
    default:
      if (rankOf(a.reached) >= rankOf('delivered')) return;
      failed(turn, a.id, {
        code: fact.code ?? fact.status,
        fault: fact.fault,
        scope: fact.fault ? 'voice' : 'attempt',
        transient: fact.fault === null,
      });
  }
}

function callCompleted(turn: Turn, attemptId: string, isTell: boolean, call: Of<'call'>): void {
  const a = attemptOf(turn.state, attemptId);
  if (!a) return;
  // A machine took a message, or nobody knows who listened: delivered at most. A human to whom it was said has heard.
  const grade = (call.heard ?? call.answeredBy === 'human') ? 'heard' : 'delivered';
  if (rankOf(grade) > rankOf(a.reached)) turn.emit({ type: 'attempt.progressed', attemptId: a.id as never, grade });
  if (isTell && grade === 'heard') gainEvidence(turn, 'heard', 'voice', a.id);
  // What was noted about the call says so; before there were such notes nobody was hurried, and old ledgers say that.
  if (isTell && call.heard) comeSooner(turn);
  sayNext(turn, { after: 'call-ended', contactPointId: a.contactPointId });
}

/** Of what is left of the wait: minutes on the day itself, hours when there is time. */
const soonerShare = 4;
const leastSoonerMs = 2 * 60_000;

/** Somebody has heard it, hung up, and may be putting on a coat: the next step asks sooner, in another way. */
function comeSooner(turn: Turn): void {
  const { state, nextActionAt, step } = turn.state.outreach;
  if (state !== 'active' || nextActionAt === null || openNotices(turn.state).length === 0) return;
  const leftMs = nextActionAt.getTime() - turn.now.getTime();
  const sooner = new Date(turn.now.getTime() + Math.max(leftMs / soonerShare, leastSoonerMs));
  if (sooner < nextActionAt)
    turn.wait(sooner, step, { rule: 'heard', because: 'somebody heard the message and did not answer it' });
}

function applyKey(turn: Turn, fact: Of<'key'>): void {
  const a = attemptOf(turn.state, fact.attemptId);
  if (!a) return;
  answer(turn, {
    key: fact.key,
    channel: fact.channel,
    via: fact.via,
    attemptId: a.id,
    contactPointId: a.contactPointId,
    offerId: fact.offerId ?? (fact.noticeIds ? null : a.offerId),
    ...(fact.noticeIds ? { noticeIds: fact.noticeIds } : {}),
  });
}

/** Nobody was told anything. The number may be another's by now, or the year a slip: a person looks, the ladder goes on. */
function challengeFailed(turn: Turn, fact: Of<'challenge'>): void {
  const a = attemptOf(turn.state, fact.attemptId);
  if (!a) return;
  turn.emit({
    type: 'answer.received',
    attemptId: a.id as never,
    channel: fact.channel,
    meaning: 'challenge-failed',
    changed: false,
  });
  if (openNotices(turn.state).length > 0) turn.openTask('reach', 'challenge_failed');
}

/** Consent is revoked on that address at once, by any sender: another channel, or a person. */
function optOutOf(turn: Turn, contactPointId: string | undefined, channel: Channel): void {
  const point = contactPointId ? contactPointOf(turn.state, contactPointId) : undefined;
  if (!point) return;
  if (!point.suppressed.includes(channel))
    turn.emit({ type: 'contact.invalid', contactPointId: point.id as never, fault: 'opted_out', scope: channel });
  turn.supersedeQueued('opted_out', (_purpose, id) => id === point.id);
  turn.hurry({ rule: 'opt-out', because: 'another channel, or a person' });
  hurryCorrection(turn);
}

function applyOffer(turn: Turn, fact: Of<'offer'>): void {
  const offer = turn.state.offers.find((o) => o.id === fact.offerId);
  if (!offer) return;
  const close = (state: 'empty' | 'expired' | 'lost'): void =>
    turn.emit({ type: 'offer.closed', offerId: fact.offerId, state });
  switch (fact.result) {
    case 'made':
      if (offer.state !== 'requested') return;
      turn.emit({ type: 'offer.made', offerId: fact.offerId, options: offer.options.length });
      sayNext(turn, { after: 'offer-made', contactPointId: offer.contactPointId });
      return offerAfterRefusal(turn, offer);
    case 'empty':
      if (offer.state !== 'requested') return;
      close('empty');
      turn.openTask('rebook', unsettledReason(turn.state, offer, 'no_slot_fits'), [offer.noticeId]);
      if (refusalBehind(turn.state, offer)) return apologiseFor(turn, offer);
      return sayNext(turn, { after: 'offer-empty', contactPointId: offer.contactPointId });
    case 'expired':
      if (offer.state !== 'open') return;
      close('expired');
      return turn.openTask('rebook', unsettledReason(turn.state, offer, 'offer_unanswered'), [offer.noticeId]);
    case 'asked':
      return bookingRequested(turn, offer, fact.until ?? turn.now.toISOString());
    case 'unconfirmed':
      return bookingUnconfirmed(turn, offer);
    case 'lost':
      if (offer.state !== 'chosen') return;
      close('lost');
      return requestNextOffer(turn, offer.via, offer.channel, offer.contactPointId);
    case 'booked': {
      if (offer.state !== 'chosen') return;
      const slotId = offer.options.find((o) => o.choice === offer.chosen)?.slotId;
      if (!slotId) return;
      turn.emit({
        type: 'notice.rebooked',
        noticeId: offer.noticeId as never,
        offerId: fact.offerId,
        slotId: slotId as never,
      });
      sayNext(turn, { after: 'booked', contactPointId: offer.contactPointId });
      return requestNextOffer(turn, offer.via, offer.channel, offer.contactPointId);
    }
  }
}
