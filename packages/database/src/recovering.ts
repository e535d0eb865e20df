/** Who waits for a sender: queued attempts to be let go, the next one to probe with, and those to be taken up again. */
import type { Channel } from '@rollcall/contracts';
import type { Tx } from './connect.js';

/** Telling attempts that still wait for a sender that is out; their patients are better served by another channel now. */
export async function waitingInVain(tx: Tx, channel: Channel, limit: number): Promise<string[]> {
  const { rows } = await tx.query({
    name: 'sender-in-vain',
    text: `select a.id from attempt a join outreach o on o.id = a.outreach_id join sender k on k.channel = a.channel
           where a.channel = $1 and a.state = 'queued' and a.purpose = 'tell' and k.breaker <> 'closed' and k.probe_attempt_id is distinct from a.id
           order by o.deadline_at, a.id limit $2`,
    values: [channel, limit],
  });
  return rows.map((r) => r.id);
}

/** Outreaches with a step put off on `channel`, earliest deadline first; those that somebody is deciding now are left. */
export async function lockHeld(
  tx: Tx,
  channel: Channel,
  after: { deadline: Date; id: string | null },
  limit: number,
): Promise<{ id: string; deadline: Date }[]> {
  const { rows } = await tx.query({
    name: 'sender-held',
    text: `select id, deadline_at from outreach
           where state = 'active' and held_channels <> '{}' and $1 = any(held_channels)
             and (deadline_at, id) > ($2, coalesce($3::uuid, '00000000-0000-0000-0000-000000000000'))
           order by deadline_at, id limit $4 for update skip locked`,
    values: [channel, after.deadline, after.id, limit],
  });
  return rows.map((r) => ({ id: r.id, deadline: r.deadline_at }));
}

/** A turn of a conversation that waits for the sender, put back on its way as the probe. */
export async function republishOne(tx: Tx, channel: Channel, now: Date): Promise<string | null> {
  const { rows } = await tx.query({
    name: 'sender-probe-turn',
    text: `with one as (select a.id from attempt a where a.channel = $1 and a.state = 'queued' and a.purpose <> 'tell' and a.send_by > $2
             order by a.queued_at limit 1 for update skip locked),
           old as (delete from outbox x using one where x.attempt_id = one.id),
           again as (update attempt a set generation = generation + 1, queued_at = $2 from one where a.id = one.id returning a.id, a.channel, a.generation)
           insert into outbox (topic, attempt_id, generation, not_before, created_at, urgent_at) select channel, id, generation, $2, $2, $2 from again returning attempt_id`,
    values: [channel, now],
  });
  return rows[0]?.attempt_id ?? null;
}
