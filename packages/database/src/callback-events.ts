/** Events for the practice's webhook endpoints, fanned out to their deliveries in the transaction that made them true. */
import type { CallbackEvent } from '@rollcall/domain';
import type { Tx } from './connect.js';

export interface OutgoingEvent extends CallbackEvent {
  practiceId: string;
}

export async function emitCallbacks(
  tx: Tx,
  events: readonly OutgoingEvent[],
  context: { now: Date; newId: () => string },
): Promise<void> {
  if (events.length === 0) return;
  const { now, newId } = context;
  const ids = events.map(() => newId());
  await Promise.all([
    tx.query({
      name: 'callback-events',
      text: `insert into callback_event (id, practice_id, type, order_key, body, at)
             select u.*, $6 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::jsonb[]) as u`,
      values: [
        ids,
        events.map((e) => e.practiceId),
        events.map((e) => e.type),
        events.map((e) => e.orderKey),
        events.map((e) => JSON.stringify({ type: e.type, timestamp: now.toISOString(), data: e.data })),
        now,
      ],
    }),
    tx.query({
      name: 'callback-deliveries',
      text: `insert into delivery (id, practice_id, endpoint_id, event_id, order_key, seq, state, next_attempt_at, created_at)
             select uuidv7(), c.practice_id, w.id, c.id, c.order_key, c.seq, 'pending', $2, $2
             from callback_event c join webhook_endpoint w on w.practice_id = c.practice_id
             where c.id = any($1) and w.deleted_at is null and w.enabled and c.type = any(w.events)`,
      values: [ids, now],
    }),
  ]);
}
