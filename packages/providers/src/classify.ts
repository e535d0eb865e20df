/** From what a request came to, to an outcome. Whatever can have been sent is in doubt, and is never blindly sent again. */
import type { Outcome } from '@rollcall/contracts';
import { consequenceOf } from './codes.js';
import { NoAnswer, RefusedByProvider } from './transport.js';

/** When the provider names no time. Real milliseconds. */
const defaultRetryMs = 5000;

/** Told apart by shape, not by class: the clients wrap errors in several of their own. */
export function outcomeOfError(error: unknown): Outcome {
  if (error instanceof NoAnswer) {
    // Refused, unresolved, no TLS: certainly not sent, so it may go again.
    return error.sent === 'no'
      ? { kind: 'throttled', code: error.reason, retryAfterMs: defaultRetryMs }
      : { kind: 'inDoubt', code: error.reason };
  }
  if (!(error instanceof RefusedByProvider)) return { kind: 'inDoubt', code: (error as Error)?.name ?? 'unknown' };
  const { status, code } = error;
  const consequence = code === null ? null : consequenceOf(code);
  if (status === 429 || consequence?.kind === 'throttled')
    return { kind: 'throttled', code: code ?? String(status), retryAfterMs: error.retryAfterMs ?? defaultRetryMs };
  if (status >= 500) return { kind: 'inDoubt', code: String(status) };
  if (status === 401 || status === 404 || (status === 403 && (code === null || code === '20003')))
    return { kind: 'misconfigured', code: code ?? String(status) };
  if (consequence?.kind === 'misconfigured') return { kind: 'misconfigured', code: code ?? String(status) };
  if (consequence?.kind === 'rejected') return { ...consequence, code: code ?? String(status) };
  return { kind: 'rejected', code: code ?? String(status), fault: null, scope: 'attempt', transient: true };
}

/** Runs one request and turns all it can come to into an outcome. */
export async function outcomeOf(request: () => Promise<string | null | undefined>): Promise<Outcome> {
  try {
    const ref = await request();
    // A success without a reference cannot be told from a lost answer.
    return ref ? { kind: 'accepted', ref } : { kind: 'inDoubt', code: 'no_reference' };
  } catch (error) {
    return outcomeOfError(error);
  }
}
