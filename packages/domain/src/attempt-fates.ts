/** What became of an attempt: taken, refused, in doubt, not sent at all; and what follows for its step. */
import type { Channel } from '@rollcall/contracts';
import { hurryCorrection } from './correcting.js';
import type { FactContext, Of } from './happening.js';
import { holdStep } from './holding.js';
import { isLasting } from './refused-before.js';
import { type AttemptRow, attemptOf, contactPointOf, openNotices } from './snapshot.js';
import type { Turn } from './turn.js';

export function applyOutcome(turn: Turn, fact: Of<'attempt.outcome'>, context: FactContext): void {
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
export function excuse(
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

export function failed(turn: Turn, attemptId: string, failure: Failure): void {
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

export function dropped(turn: Turn, attemptId: string, because: string): void {
  const a = attemptOf(turn.state, attemptId);
  if (a?.state !== 'queued') return;
  turn.emit({ type: 'attempt.superseded', attemptId: attemptId as never, because });
  if (a.purpose === 'correct' && a.wording !== 'refused') return void hurryCorrection(turn);
  if (because === 'sender_out') return putOff(turn, attemptId, 'the sender is out');
  next(turn, attemptId, `not sent: ${because}`);
}

/** The worker's lease ran out: it may have sent. */
export function leaseLost(turn: Turn, attemptId: string): void {
  const a = attemptOf(turn.state, attemptId);
  if (a?.state === 'sending')
    turn.emit({ type: 'attempt.in_doubt', attemptId: attemptId as never, code: 'lease_lost' });
}

/** The provider was asked by our tag. Not found means spent, not resent: the next step escalates instead. */
export function inDoubtExpired(turn: Turn, attemptId: string, found: boolean): void {
  const a = attemptOf(turn.state, attemptId);
  if (a?.state !== 'in_doubt') return;
  if (found) return turn.emit({ type: 'attempt.accepted', attemptId: attemptId as never });
  turn.emit({ type: 'attempt.unresolved', attemptId: attemptId as never });
  next(turn, attemptId, 'nobody can say whether it was sent');
}
