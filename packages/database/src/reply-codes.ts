/**
 * Letters of conversations that are over become free again: at once by the decision that brings the conversation to rest,
 * and by the reconciler where the deadline passed without one.
 */
import type { Snapshot } from '@rollcall/domain';
import type { Tx } from './connect.js';

const liveOffers: readonly string[] = ['requested', 'open', 'chosen'];
const unsent: readonly string[] = ['queued', 'sending'];

/** Nothing is asked any more, and nothing will be. */
export const isAtRest = ({ outreach, offers, attempts }: Snapshot): boolean =>
  (outreach.correctAt ?? null) === null &&
  (outreach.state === 'reached' || outreach.state === 'closed') &&
  !offers.some((o) => liveOffers.includes(o.state)) &&
  !attempts.some((a) => unsent.includes(a.state));

export async function closeReplyCodesOf(tx: Tx, outreachIds: readonly string[], now: Date): Promise<void> {
  if (outreachIds.length === 0) return;
  await tx.query({
    name: 'reply-code-close',
    text: `update reply_code set closed_at = $2 where outreach_id = any($1) and closed_at is null`,
    values: [outreachIds, now],
  });
}

/**
 * Looks at up to `limit` open letters, from a place in their index on and round its end: all of them while there are few, and
 * of a million open conversations a window at a time, so that a look never costs more. Places are spread evenly, because
 * address indexes are: a random one is as good as going on where the last look ended.
 */
export async function sweepReplyCodes(tx: Tx, now: Date, from: Buffer, limit: number): Promise<void> {
  await tx.query({
    name: 'reply-code-sweep',
    // Said so that each letter is followed to its own conversation, and no index of states is read for it (see connect.ts).
    text: `with looked_at as materialized (
             (select c.ctid tid, c.outreach_id from reply_code c where c.closed_at is null and c.address_index >= $2 order by c.address_index, c.code limit $3)
             union all
             (select c.ctid tid, c.outreach_id from reply_code c where c.closed_at is null and c.address_index < $2 order by c.address_index, c.code limit $3)
             limit $3)
           update reply_code set closed_at = $1 where closed_at is null and ctid = any(array(
             select l.tid from looked_at l cross join lateral (select id, state, deadline_at, correct_at from outreach where id = l.outreach_id offset 0) o
             where o.correct_at is null and (o.state in ('reached','closed') or o.deadline_at < $1)
               and (select count(*) from offer f where f.outreach_id = o.id and coalesce(f.state, '') in ('requested','open','chosen')) = 0
               and (select count(*) from attempt a where a.outreach_id = o.id and coalesce(a.state, '') in ('queued','sending')) = 0))`,
    values: [now, from, limit],
  });
}
