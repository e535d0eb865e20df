/** The outbox: ids to be published, written with the decision that wants them. */
import type { AttemptJob, Topic } from '@rollcall/contracts';
import type { Tx } from './connect.js';

export interface OutboxRow {
  id: string;
  topic: Topic;
  job: AttemptJob;
}

/** Locks up to `limit` unpublished rows whose time has come; another relay's are skipped. */
export async function takeOutbox(tx: Tx, now: Date, limit: number): Promise<OutboxRow[]> {
  const { rows } = await tx.query({
    name: 'outbox-take',
    text: `select id, topic, attempt_id, generation from outbox where published_at is null and not_before <= $1
           order by not_before, id limit $2 for update skip locked`,
    values: [now, limit],
  });
  return rows.map((r) => ({
    id: r.id,
    topic: r.topic,
    job: { v: 1, attemptId: r.attempt_id, generation: r.generation },
  }));
}

export async function markPublished(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({
    name: 'outbox-published',
    text: `update outbox set published_at = $2 where id = any($1::bigint[])`,
    values: [ids, now],
  });
}
