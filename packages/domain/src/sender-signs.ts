/** What an outcome or a callback says about the sender, apart from what it says about the patient. */
import type { Fact, Outcome } from '@rollcall/contracts';

export type SenderSign =
  /** The provider answered: it took the request, or turned it away for reasons that are not ours. */
  | { kind: 'taken' }
  /** The message left towards the patient. */
  | { kind: 'arrived' }
  /** Our account, credentials or sender is at fault; said at once, or after the message was taken. */
  | { kind: 'refused'; code: string; told: 'taken' | 'arrived' }
  | { kind: 'unanswered' }
  /** Business milliseconds. */
  | { kind: 'throttled'; retryAfterMs: number };

/** Codes of providers are numbers; words are ours or the network's. */
const isProviders = (code: string): boolean => /^\d+$/.test(code);

/** Null: it says nothing about the sender. `fromReal` turns a provider's milliseconds into business time. */
export function signOfOutcome(outcome: Outcome, fromReal: (ms: number) => number): SenderSign | null {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'taken' };
    case 'rejected':
      return isProviders(outcome.code) ? { kind: 'taken' } : null;
    case 'throttled':
      return isProviders(outcome.code)
        ? { kind: 'throttled', retryAfterMs: fromReal(outcome.retryAfterMs) }
        : { kind: 'unanswered' };
    case 'inDoubt':
      // A bug of ours says nothing about the provider.
      return outcome.code === 'bug' ? null : { kind: 'unanswered' };
    case 'misconfigured':
      return { kind: 'refused', code: outcome.code, told: 'taken' };
  }
}

/** The sender's queue at the carrier is full (30001): a callback names no time. Real milliseconds. */
const carrierPauseMs = 30_000;

export function signOfFact(fact: Fact, fromReal: (ms: number) => number): SenderSign | null {
  if (fact.kind !== 'delivery') return null;
  if (fact.sender === 'throttled') return { kind: 'throttled', retryAfterMs: fromReal(carrierPauseMs) };
  if (fact.sender === 'refused') return { kind: 'refused', code: fact.code ?? 'unknown', told: 'arrived' };
  return fact.status === 'failed' ? null : { kind: 'arrived' };
}
