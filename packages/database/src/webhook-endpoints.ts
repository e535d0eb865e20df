/** Where a practice wants its events, and what was delivered. */

import { randomBytes } from 'node:crypto';
import type { CallbackType } from '@rollcall/contracts';
import type { QueryResultRow } from 'pg';
import type { Database, Tx } from './connect.js';
import type { Sealer } from './sealing/sealer.js';

type Row = QueryResultRow;
export interface EndpointRecord {
  id: string;
  url: string;
  events: CallbackType[];
  enabled: boolean;
  description: string | null;
  createdAt: string;
}
const endpointOf = (r: Row): EndpointRecord => ({
  id: r.id,
  url: r.url,
  events: r.events,
  enabled: r.enabled,
  description: r.description,
  createdAt: (r.created_at as Date).toISOString(),
});
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
/** How long the old secret still signs beside the new one. */
const overlapMs = 24 * 3_600_000;

export async function createEndpoint(
  tx: Tx,
  sealer: Sealer,
  practiceId: string,
  id: string,
  input: { url: string; events: readonly CallbackType[]; description?: string | undefined },
  now: Date,
): Promise<EndpointRecord & { secret: string }> {
  const secret = newSecret();
  const { rows } = await tx.query(
    `insert into webhook_endpoint (id, practice_id, url, events, description, enabled, secret_sealed, created_at) values ($1, $2, $3, $4, $5, true, $6, $7) returning *`,
    [
      id,
      practiceId,
      input.url,
      input.events,
      input.description ?? null,
      sealer.seal(secret, 'secret', practiceId),
      now,
    ],
  );
  return { ...endpointOf(rows[0]), secret };
}

export async function listEndpoints(
  db: Database,
  practiceId: string,
  after: string | null,
  limit: number,
): Promise<EndpointRecord[]> {
  const { rows } = await db.pool.query(
    `select * from webhook_endpoint where practice_id = $1 and deleted_at is null and ($2::uuid is null or id > $2) order by id limit $3`,
    [practiceId, after, limit],
  );
  return rows.map(endpointOf);
}

export async function updateEndpoint(
  db: Database,
  practiceId: string,
  id: string,
  p: {
    url?: string | undefined;
    events?: readonly CallbackType[] | undefined;
    enabled?: boolean | undefined;
    description?: string | undefined;
  },
): Promise<EndpointRecord | null> {
  const { rows } = await db.pool.query(
    `update webhook_endpoint set url = coalesce($3, url), events = coalesce($4, events), enabled = coalesce($5, enabled), description = coalesce($6, description),
       failing_since = case when $5 then null else failing_since end
     where practice_id = $1 and id = $2 and deleted_at is null returning *`,
    [practiceId, id, p.url, p.events, p.enabled, p.description],
  );
  return rows[0] ? endpointOf(rows[0]) : null;
}

/** Gone for the practice; its pending deliveries are given up. */
export async function deleteEndpoint(db: Database, practiceId: string, id: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `update webhook_endpoint set deleted_at = $3, enabled = false where practice_id = $1 and id = $2 and deleted_at is null`,
      [practiceId, id, now],
    );
    await tx.query(
      `update delivery set state = 'dead', next_attempt_at = null where practice_id = $1 and endpoint_id = $2 and state = 'pending'`,
      [practiceId, id],
    );
    return rowCount === 1;
  });
}

export async function rotateSecret(
  db: Database,
  practiceId: string,
  id: string,
  now: Date,
): Promise<(EndpointRecord & { secret: string }) | null> {
  const secret = newSecret();
  const { rows } = await db.pool.query(
    `update webhook_endpoint set previous_secret_sealed = secret_sealed, previous_until = $3, secret_sealed = $4
     where practice_id = $1 and id = $2 and deleted_at is null returning *`,
    [practiceId, id, new Date(now.getTime() + overlapMs), db.sealer.seal(secret, 'secret', practiceId)],
  );
  return rows[0] ? { ...endpointOf(rows[0]), secret } : null;
}

export interface DeliveryRecord {
  id: string;
  endpointId: string;
  eventId: string;
  type: CallbackType;
  state: 'pending' | 'delivered' | 'dead';
  tries: number;
  nextAttemptAt: string | null;
  lastStatus: number | null;
  lastError: string | null;
  createdAt: string;
  deliveredAt: string | null;
}
const deliveryOf = (r: Row): DeliveryRecord => ({
  id: r.id,
  endpointId: r.endpoint_id,
  eventId: r.event_id,
  type: r.type,
  state: r.state,
  tries: r.tries,
  nextAttemptAt: (r.next_attempt_at as Date | null)?.toISOString() ?? null,
  lastStatus: r.last_status,
  lastError: r.last_error,
  createdAt: (r.created_at as Date).toISOString(),
  deliveredAt: (r.delivered_at as Date | null)?.toISOString() ?? null,
});

/** Newest first. */
export async function listDeliveries(
  db: Database,
  practiceId: string,
  filter: { state: string | null; before: string | null; limit: number },
): Promise<DeliveryRecord[]> {
  const { rows } = await db.pool.query(
    `select d.*, c.type from delivery d join callback_event c on c.id = d.event_id
     where d.practice_id = $1 and ($2::text is null or d.state = $2) and ($3::uuid is null or d.id < $3) order by d.id desc limit $4`,
    [practiceId, filter.state, filter.before, filter.limit],
  );
  return rows.map(deliveryOf);
}

/** Again, with the same event id. */
export async function replayDelivery(db: Database, practiceId: string, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update delivery set tries = case when state = 'pending' then tries else 0 end, state = 'pending', next_attempt_at = $3, delivered_at = null
     where practice_id = $1 and id = $2`,
    [practiceId, id, now],
  );
  return rowCount === 1;
}

/** Everything since `since` that this endpoint missed, or never was asked for because it did not exist yet. */
export async function recoverEndpoint(
  db: Database,
  practiceId: string,
  endpointId: string,
  since: Date,
  now: Date,
): Promise<number | null> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query(
      `select id from webhook_endpoint where practice_id = $1 and id = $2 and deleted_at is null`,
      [practiceId, endpointId],
    );
    if (!rows[0]) return null;
    const again = await tx.query(
      `update delivery d set state = 'pending', next_attempt_at = $4, tries = 0, lease_until = null from callback_event c
       where d.practice_id = $1 and d.endpoint_id = $2 and d.state = 'dead' and c.id = d.event_id and c.at >= $3`,
      [practiceId, endpointId, since, now],
    );
    const missing = await tx.query(
      `insert into delivery (id, practice_id, endpoint_id, event_id, order_key, seq, state, next_attempt_at, created_at)
       select uuidv7(), c.practice_id, w.id, c.id, c.order_key, c.seq, 'pending', $4, $4 from callback_event c join webhook_endpoint w on w.id = $2
       where c.practice_id = $1 and c.at >= $3 and c.type = any(w.events) on conflict do nothing`,
      [practiceId, endpointId, since, now],
    );
    return (again.rowCount ?? 0) + (missing.rowCount ?? 0);
  });
}
