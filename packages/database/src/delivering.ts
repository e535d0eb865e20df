/** Deliveries that are due, claimed under a lease, and what came of them. */
import type { Database } from './connect.js';
import { type NewFact, storeFacts } from './inbox.js';

export interface DueDelivery {
  id: string;
  practiceId: string;
  endpointId: string;
  url: string;
  eventId: string;
  /** Exactly the bytes that are signed and posted. */
  body: string;
  tries: number;
  /** The current secret, and the one being rotated out. */
  secrets: string[];
}

export interface DeliveryRoom {
  /** How many may be claimed in all. */
  total: number;
  /** How many of one endpoint may be under way. */
  perEndpoint: number;
  /** Endpoint ids with the number of their deliveries that the caller has under way. */
  underWay: ReadonlyMap<string, number>;
}

/** Of the deliveries that are due the oldest are looked at: enough for a full claim, few enough to number cheaply. */
const looked = 1000;

/**
 * Claims deliveries that are due. Of one endpoint and order key only the oldest pending one may go, so that a practice
 * hears about a notice in order; a failing one holds back its own successors and nobody else's. An endpoint without room
 * is passed over, so that it cannot fill the look-ahead either; one that is off keeps its deliveries until it is on.
 */
export async function claimDeliveries(
  db: Database,
  now: Date,
  leaseUntil: Date,
  { total, perEndpoint, underWay }: DeliveryRoom,
): Promise<DueDelivery[]> {
  const { rows } = await db.transaction((tx) =>
    tx.query({
      name: 'delivery-claim',
      // Written so that the planner walks the index of due times, filters on the way and stops early: the order is that index's
      // alone, and `@> .. is not true` counts as common where `<> all` counts as rare (among 100,000 due: 150 ms before, 7 ms so).
      text: `with oldest as (
             select d.id, d.endpoint_id, d.next_attempt_at from delivery d
             where d.state = 'pending' and d.next_attempt_at <= $1 and (d.lease_until is null or d.lease_until < $1)
               and (array(select w.id from webhook_endpoint w where not w.enabled or w.deleted_at is not null) || $7::uuid[] @> array[d.endpoint_id]) is not true
               and not exists (select from delivery x where x.endpoint_id = d.endpoint_id and x.order_key = d.order_key and x.state = 'pending' and x.seq < d.seq)
             order by d.next_attempt_at limit $8),
           numbered as (
             select o.*, coalesce(t.n, 0) + row_number() over (partition by o.endpoint_id order by o.next_attempt_at) place
             from oldest o left join unnest($4::uuid[], $5::int[]) as t(endpoint_id, n) on t.endpoint_id = o.endpoint_id),
           -- Numbering and locking do not mix: the lock is taken afterwards, and asks again whether the row is still free.
           due as (
             select d.id from numbered o join delivery d on d.id = o.id
             where o.place <= $6 and d.state = 'pending' and d.next_attempt_at <= $1 and (d.lease_until is null or d.lease_until < $1)
             order by o.next_attempt_at limit $3 for update of d skip locked)
           update delivery d set lease_until = $2 from due, webhook_endpoint w, callback_event c
           where d.id = due.id and w.id = d.endpoint_id and c.id = d.event_id
           returning d.id, d.practice_id, d.endpoint_id, d.event_id, d.tries, w.url, w.secret_sealed, w.previous_secret_sealed, w.previous_until, c.body`,
      values: [
        now,
        leaseUntil,
        total,
        [...underWay.keys()],
        [...underWay.values()],
        perEndpoint,
        [...underWay].filter(([, n]) => n >= perEndpoint).map(([id]) => id),
        looked,
      ],
    }),
  );
  return rows.map((r) => ({
    id: r.id,
    practiceId: r.practice_id,
    endpointId: r.endpoint_id,
    url: r.url,
    eventId: r.event_id,
    body: JSON.stringify(r.body),
    tries: r.tries,
    secrets: [r.secret_sealed, ...(r.previous_until && r.previous_until > now ? [r.previous_secret_sealed] : [])].map(
      (s: Buffer) => db.sealer.open(s, 'secret', r.practice_id),
    ),
  }));
}

export interface DeliveryResult {
  id: string;
  endpointId: string;
  status: number | null;
  error: string | null;
  durationMs: number;
  /** When to try again; null when it is delivered or given up. */
  next: Date | null;
  delivered: boolean;
  /** 410: the receiver wants no more. */
  disable: boolean;
  /** What the receiver said of what it was told; kept with the delivery, or with its next try. */
  answer?: NewFact | null;
}

/** An endpoint that has failed for this long without one success is switched off. */
const disableAfterMs = 5 * 24 * 3_600_000;

export async function recordDelivery(db: Database, r: DeliveryResult, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    if (r.answer) await storeFacts(tx, db.sealer, [r.answer], now);
    const { rows } = await tx.query(
      `update delivery set tries = tries + 1, lease_until = null, last_status = $2, last_error = $3, next_attempt_at = $4,
         state = case when $5 then 'delivered' when $4::timestamptz is null then 'dead' else 'pending' end, delivered_at = case when $5 then $6::timestamptz end
       where id = $1 and state = 'pending' returning tries`,
      [r.id, r.status, r.error, r.next, r.delivered, now],
    );
    if (rows[0])
      await tx.query(
        `insert into delivery_try (delivery_id, n, at, status, duration_ms, error) select $1, count(*) + 1, $2, $3, $4, $5 from delivery_try where delivery_id = $1`,
        [r.id, now, r.status, r.durationMs, r.error],
      );
    if (r.delivered)
      await tx.query(`update webhook_endpoint set failing_since = null where id = $1 and failing_since is not null`, [
        r.endpointId,
      ]);
    else
      await tx.query(
        // Only what changes: of an endpoint that is down, every delivery would write its one row, one after the other.
        `update webhook_endpoint set failing_since = coalesce(failing_since, $2), enabled = enabled and not $3 and coalesce(failing_since, $2) > $4
         where id = $1 and (failing_since is null or (enabled and ($3 or failing_since <= $4)))`,
        [r.endpointId, now, r.disable, new Date(now.getTime() - disableAfterMs)],
      );
  });
}
