/** The outbox: ids to be published, written with the decision that wants them. */
import { type AttemptJob, jobVersion, type Topic } from '@rollcall/contracts';
import type { Tx } from './connect.js';

export interface OutboxRow {
  id: string;
  topic: Topic;
  job: AttemptJob;
  /** Still waits to be sent. Else it was called back meanwhile: the row is only put away. */
  wanted: boolean;
}

/**
 * Locks up to `room` rows of each topic whose time has come, the most urgent first across all practices;
 * another relay's are skipped.
 */
export async function takeOutbox(tx: Tx, now: Date, rooms: ReadonlyMap<Topic, number>): Promise<OutboxRow[]> {
  const { rows } = await tx.query({
    name: 'outbox-take',
    text: `select x.id, x.topic, x.attempt_id, x.generation, a.state = 'queued' and a.generation = x.generation wanted
           from unnest($2::text[], $3::int[]) as t(topic, room)
           cross join lateral (select o.* from outbox o
             where o.topic = t.topic and o.not_before <= $1
             order by o.urgent_at, o.id limit t.room for update skip locked) x
           join attempt a on a.id = x.attempt_id order by x.urgent_at, x.id`,
    values: [now, [...rooms.keys()], [...rooms.values()]],
  });
  return rows.map((r) => ({
    id: r.id,
    topic: r.topic,
    job: { v: jobVersion, attemptId: r.attempt_id, generation: r.generation },
    wanted: r.wanted,
  }));
}

/** They have done their work: what was published and what it led to is in the ledger. */
export async function clearOutbox(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({ name: 'outbox-clear', text: `delete from outbox where id = any($1::bigint[])`, values: [ids] });
}

/** When the next send of `topic` may start; the row stays locked, so that two relays share one pace. */
export async function lockPace(tx: Tx, topic: Topic, now: Date): Promise<Date> {
  const { rows } = await tx.query({
    name: 'pace-lock',
    text: `insert into sender_pace (topic, next_at) values ($1, $2) on conflict (topic) do update set next_at = sender_pace.next_at returning next_at`,
    values: [topic, now],
  });
  return rows[0]?.next_at ?? now;
}

export async function setPace(tx: Tx, topic: Topic, nextAt: Date): Promise<void> {
  await tx.query({
    name: 'pace-set',
    text: `update sender_pace set next_at = $2 where topic = $1`,
    values: [topic, nextAt],
  });
}

/**
 * Puts attempts that a worker found too early back where they wait in the order of their deadlines, until their sender may
 * send again.
 */
export async function returnToOutbox(tx: Tx, attemptIds: readonly string[], now: Date): Promise<void> {
  if (attemptIds.length === 0) return;
  await tx.query({
    name: 'outbox-return',
    text: `with again as (update attempt set generation = generation + 1, queued_at = $2 where id = any($1) and state = 'queued'
             returning id, channel, generation, purpose, outreach_id)
           insert into outbox (topic, attempt_id, generation, not_before, created_at, urgent_at)
           select g.channel, g.id, g.generation, coalesce(k.not_before, $2), $2, case when g.purpose = 'tell' then o.deadline_at else $2 end
           from again g join outreach o on o.id = g.outreach_id join sender k on k.channel = g.channel`,
    values: [attemptIds, now],
  });
}
