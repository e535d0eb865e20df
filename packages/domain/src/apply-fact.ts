/** What a fact from outside changes. Any order, any number of times: ranks only grow, settled things stay settled. */
import type { Channel } from '@rollcall/contracts';
import { answer, gainEvidence, requestNextOffer } from './answering.js';
import { applyText } from './apply-text.js';
import { applyOutcome, dropped, excuse, failed, inDoubtExpired, leaseLost } from './attempt-fates.js';
import { apologiseFor, bookingRequested, bookingUnconfirmed, offerAfterRefusal, practiceAnswered } from './booking.js';
import type { Cause } from './cause.js';
import { hurryCorrection } from './correcting.js';
import { rankOf } from './evidence.js';
import type { FactContext, Happening, Of } from './happening.js';
import { refusalBehind, unsettledReason } from './refusals.js';
import { attemptOf, contactPointOf, openNotices } from './snapshot.js';
import { sayNext } from './speaking.js';
import type { Turn } from './turn.js';

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
