/** I6, I7: what the provider was asked for is what we say it was, and nothing after the answer. */
import { compareLedgers, sentTwice, wasSent } from './agreement.js';
import type { Evidence } from './evidence.js';
import { type Invariant, namedAtMost, type Violation } from './invariant.js';

async function neverTwice(e: Evidence): Promise<Violation[]> {
  return sentTwice(e.provider ?? [])
    .slice(0, namedAtMost)
    .map((attemptId) => ({ invariant: 'I6', what: 'the provider sent it more than once', attemptId }));
}

async function ledgersAgree(e: Evidence): Promise<Violation[]> {
  const provider = e.provider ?? [];
  const rows = await e.query(
    `select id, outreach_id, state from attempt where state <> 'failed' or id::text = any($1)`,
    [[...new Set(provider.map((p) => p.rid ?? ''))]],
  );
  const outreachOf = new Map(rows.map((r) => [r.id as string, r.outreach_id as string]));
  const { missing, unexpected } = compareLedgers(
    rows.map((r) => ({ id: r.id as string, state: r.state as string })),
    { before: provider, after: provider },
  );
  const say =
    (what: string) =>
    (attemptId: string): Violation => {
      const outreachId = outreachOf.get(attemptId);
      return { invariant: 'I6', what, attemptId, ...(outreachId ? { outreachId } : {}) };
    };
  return [
    ...missing.map(say('we say it was sent, and the provider knows nothing of it')),
    ...unexpected.map(say('the provider was asked for it, and we say it was not')),
  ].slice(0, namedAtMost);
}

/**
 * A message claimed in the very moment of the answer may still go: for one lease. The provider dates a request when it
 * comes to it, which on a busy machine may be another lease later.
 */
async function nothingAfterAnswer(e: Evidence): Promise<Violation[]> {
  const sent = (e.provider ?? []).filter((p) => isAttemptId(p.rid) && wasSent(p));
  const rows = await e.query(
    `select a.id, a.outreach_id, o.at over_at, s.since stop_at, p.at sent_at
     from unnest($1::uuid[], $2::timestamptz[]) as p(rid, at) join attempt a on a.id = p.rid
     left join lateral (select min(v.at) at from event v where v.outreach_id = a.outreach_id and a.purpose = 'tell'
       and v.type in ('outreach.reached','outreach.closed')) o on true
     left join suppression s on s.practice_id = a.practice_id and s.address_index = a.address_index and s.channel = a.channel
     where p.at > o.at + make_interval(secs => $3) or p.at > s.since + make_interval(secs => $3) limit $4`,
    [sent.map((p) => p.rid), sent.map((p) => p.at), (2 * e.leaseMs) / 1000, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I7',
    what: `sent at ${at(r.sent_at)}, although ${r.over_at ? `it was over at ${at(r.over_at)}` : `STOP came at ${at(r.stop_at)}`}`,
    outreachId: r.outreach_id as string,
    attemptId: r.id as string,
  }));
}
/** Found by key, or 100,000 requests are held against 100,000 attempts one by one; what is no id is I6's to tell. */
const isAttemptId = (rid: string | null): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(rid ?? '');
const at = (value: unknown): string => (value as Date).toISOString();

/** The same by our own record: `sent_at` is the moment of the claim. */
async function noClaimAfterAnswer(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select a.id, a.outreach_id from attempt a
     left join suppression s on s.practice_id = a.practice_id and s.address_index = a.address_index and s.channel = a.channel
     where a.sent_at is not null and ($2::uuid[] is null or a.outreach_id = any($2))
       and (a.sent_at > s.since + make_interval(secs => $1) or (a.purpose = 'tell' and exists (
         select from event v where v.outreach_id = a.outreach_id and v.type in ('outreach.reached','outreach.closed')
           and a.sent_at > v.at + make_interval(secs => $1)))) limit $3`,
    [e.leaseMs / 1000, e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I7',
    what: 'claimed for sending after the answer, or after STOP',
    outreachId: r.outreach_id as string,
    attemptId: r.id as string,
  }));
}

export const provider: readonly Invariant[] = [
  { id: 'I6', title: 'No message is sent twice', when: 'always', needs: ['provider'], check: neverTwice },
  {
    id: 'I6',
    title: 'What we say was sent was sent, and nothing else',
    when: 'settled',
    needs: ['provider'],
    check: ledgersAgree,
  },
  {
    id: 'I7',
    title: 'After the answer nobody is bothered again',
    when: 'always',
    needs: [],
    check: noClaimAfterAnswer,
  },
  {
    id: 'I7',
    title: 'After the answer, and after STOP, nothing is sent',
    when: 'always',
    needs: ['provider'],
    check: nothingAfterAnswer,
  },
];
