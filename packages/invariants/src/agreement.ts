/** Our attempts against the provider's own record of what was asked of it, one by one, by the attempt's id. */
import type { ProviderRequest } from './evidence.js';

export interface OurAttempt {
  id: string;
  state: string;
}
/** Of a request: whose, and what became of it. */
export type Asked = Pick<ProviderRequest, 'rid' | 'verdict'>;

export interface Agreement {
  /** Attempts of ours that led to a request. */
  attempts: number;
  /** Different attempts that the provider has seen. */
  requests: number;
  /** Requests beyond the first, for attempts the provider turned away unsent and was asked for again. */
  retried: number;
  /** Sent more than once: a patient was bothered twice for nothing. */
  twice: string[];
  /** We say it was sent; the provider knows nothing of it. */
  missing: string[];
  /** The provider was asked, and we say it was not, or do not know the attempt. */
  unexpected: string[];
  agrees: boolean;
}

/** Never handed to the provider. */
const unsent: ReadonlySet<string> = new Set(['queued', 'superseded']);

/**
 * What failed or is in doubt may or may not have led to a request; what was accepted must have, and exactly once.
 * `theirs` is read before and after `ours`, so that what happens in between is held against nobody: a request seen
 * before must be known to us, an attempt accepted by then must be seen after.
 */
export function compareLedgers(
  ours: readonly OurAttempt[],
  theirs: { before: readonly Asked[]; after: readonly Asked[] },
): Agreement {
  const before = byAttempt(theirs.before);
  const after = byAttempt(theirs.after);
  const ofUs = new Map(ours.map((a) => [a.id, a]));
  const accepted = ours.filter((a) => a.state === 'accepted');
  const twice = sentTwice(theirs.after);
  const missing = accepted.filter((a) => !after.get(a.id)?.some(wasSent)).map((a) => a.id);
  const unexpected = [...before]
    .filter(([rid, rs]) => {
      const attempt = ofUs.get(rid);
      return !attempt || (unsent.has(attempt.state) && rs.some((r) => r.verdict !== 'faulted-before'));
    })
    .map(([rid]) => rid);
  const seen = new Set([...before.keys(), ...accepted.filter((a) => after.has(a.id)).map((a) => a.id)]);
  return {
    attempts: ours.filter((a) => a.state === 'accepted' || seen.has(a.id)).length,
    requests: seen.size,
    retried: [...seen].reduce((sum, rid) => sum + (after.get(rid)?.length ?? 1) - 1, 0),
    twice,
    missing,
    unexpected,
    agrees: twice.length + missing.length + unexpected.length === 0,
  };
}

export const wasSent = (r: Asked): boolean => r.verdict === 'accepted' || r.verdict === 'faulted-after';

export const sentTwice = (requests: readonly Asked[]): string[] =>
  [...byAttempt(requests)].filter(([, rs]) => rs.filter(wasSent).length > 1).map(([rid]) => rid);

function byAttempt(requests: readonly Asked[]): Map<string, Asked[]> {
  const grouped = new Map<string, Asked[]>();
  for (const r of requests) {
    const key = r.rid ?? '';
    const known = grouped.get(key);
    if (known) known.push(r);
    else grouped.set(key, [r]);
  }
  return grouped;
}
