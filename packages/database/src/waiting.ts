/** What waits for the conductor and for the reschedule service: one cheap question each, asked many times a second. */
import { recordVersion } from '@rollcall/contracts';
import type { Database } from './connect.js';

export interface WaitingForConductor {
  /** An alarm has rung. */
  alarms: boolean;
  /** Facts that are ready, counted up to `enough`. */
  facts: number;
  /** One of them is of a kind for which somebody waits on the line. */
  awaited: boolean;
  /** Something is to be published, now or later. */
  outbox: boolean;
}

export async function waitingForConductor(
  db: Database,
  now: Date,
  { enough, awaitedKinds }: { enough: number; awaitedKinds: readonly string[] },
): Promise<WaitingForConductor> {
  const { rows } = await db.pool.query({
    name: 'waiting-for-conductor',
    text: `select exists (select from outreach where state = 'active' and next_action_at <= $1 and ledger_version <= $2) alarms,
             count(f.kind)::int facts, coalesce(bool_or(f.kind = any($4)), false) awaited, exists (select from outbox) outbox
           from (select 1) one left join lateral (
             select kind from inbox where processed_at is null and ready_at <= $1 and v <= $2 order by ready_at, received_at limit $3) f on true`,
    values: [now, recordVersion, enough, awaitedKinds],
  });
  return rows[0];
}

export interface WaitingForReschedule {
  requested: boolean;
  chosen: boolean;
  expired: boolean;
}

export async function waitingForReschedule(db: Database, now: Date): Promise<WaitingForReschedule> {
  const { rows } = await db.pool.query({
    name: 'waiting-for-reschedule',
    text: `select exists (select from offer where state = 'requested' and worked_at is null) requested,
             exists (select from offer where state = 'chosen' and worked_at is null) chosen,
             exists (select from offer where state = 'open' and worked_at is null and expires_at <= $1)
               or exists (select from offer where state = 'asked' and worked_at is null and expires_at <= $1) expired`,
    values: [now],
  });
  return rows[0];
}
