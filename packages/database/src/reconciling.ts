/**
 * The conscience: finds what was lost between two commits and puts it back on its way. Every query is bounded and safe
 * to run in any number of conductors at once. Rule numbers are those of docs/durability.md.
 */
import type { Channel } from '@rollcall/contracts';
import type { Database, Tx } from './connect.js';

/** R2: attempts that stay queued too long get a new generation and a new outbox row; a lost job is thus found again. */
export async function republishStuck(tx: Tx, now: Date, queuedBefore: Date, limit: number): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'reconcile-queued',
    text: `with stuck as (
             select a.id, case when a.purpose = 'tell' then o.deadline_at else $1 end urgent from attempt a join outreach o on o.id = a.outreach_id join batch b on b.id = o.batch_id
             where a.state = 'queued' and a.queued_at < $2 and (a.purpose <> 'tell' or b.state = 'running')
               -- What is throttled, or not yet its turn, waits in the outbox on purpose.
               and not exists (select from outbox x where x.attempt_id = a.id)
               -- A conversation waits for its sender, except for the one that finds out whether it works again.
               and (a.purpose = 'tell' or not exists (select from sender k where k.channel = a.channel and k.breaker <> 'closed' and k.probe_attempt_id is distinct from a.id))
             order by a.queued_at limit $3 for update of a skip locked),
           again as (update attempt a set generation = generation + 1, queued_at = $1 from stuck where a.id = stuck.id returning a.id, a.channel, a.generation, stuck.urgent)
           insert into outbox (topic, attempt_id, generation, not_before, created_at, urgent_at) select channel, id, generation, $1, $1, urgent from again`,
    values: [now, queuedBefore, limit],
  });
  return rowCount ?? 0;
}

/**
 * R3: attempts whose worker's lease ran out. One whose outcome is in the inbox is not lost: the applier will come to it.
 */
export async function lostLeases(db: Database, now: Date, limit: number): Promise<string[]> {
  const { rows } = await db.pool.query({
    name: 'reconcile-leases',
    text: `select a.id from attempt a where a.state = 'sending' and a.lease_until < $1
             and not exists (select from inbox i where i.source = 'worker' and i.dedupe_key = 'outcome-' || a.id || '-' || a.fence)
           order by a.lease_until limit $2`,
    values: [now, limit],
  });
  return rows.map((r) => r.id);
}

/** R10: attempts that nobody has claimed by the time they would come too late: the queue is slow, or gone. */
export async function outlived(db: Database, now: Date, limit: number): Promise<string[]> {
  const { rows } = await db.pool.query({
    name: 'reconcile-outlived',
    text: `select id from attempt where state = 'queued' and send_by <= $1 order by send_by limit $2`,
    values: [now, limit],
  });
  return rows.map((r) => r.id);
}

export interface Doubtful {
  attemptId: string;
  practiceId: string;
  channel: Channel;
  plannedAt: Date;
  /** In the clear, for asking the provider; never stored or logged. */
  address: string;
}

/** R4: attempts in doubt for longer than the grace, to be looked up at the provider. */
export async function doubtful(db: Database, settledBefore: Date, limit: number): Promise<Doubtful[]> {
  const { rows } = await db.pool.query({
    name: 'reconcile-doubt',
    text: `select a.id, a.practice_id, a.channel, a.planned_at, c.address_sealed from attempt a join contact_point c on c.id = a.contact_point_id
           where a.state = 'in_doubt' and a.settled_at < $1 order by a.settled_at limit $2`,
    values: [settledBefore, limit],
  });
  return rows.map((r) => ({
    attemptId: r.id,
    practiceId: r.practice_id,
    channel: r.channel,
    plannedAt: r.planned_at,
    address: db.sealer.open(r.address_sealed, 'address', r.practice_id),
  }));
}

/** Closes batches in which no notice is open, and says so. Returns their ids with their practices. */
export async function closeBatches(tx: Tx, now: Date): Promise<{ id: string; practiceId: string }[]> {
  const { rows } = await tx.query({
    name: 'reconcile-batches',
    text: `update batch b set closed_at = $1 where b.closed_at is null
             and not exists (select from notice n where n.batch_id = b.id and n.state = 'open')
           returning b.id, b.practice_id`,
    values: [now],
  });
  return rows.map((r) => ({ id: r.id, practiceId: r.practice_id }));
}

/** Claims of tasks that ran out: the item is on the worklist again. */
export async function releaseStaleClaims(tx: Tx, now: Date): Promise<void> {
  await tx.query({
    name: 'reconcile-claims',
    text: `update task set state = 'open', claimed_by = null, claimed_until = null where state = 'claimed' and claimed_until < $1`,
    values: [now],
  });
}
