/** Which outreaches are due, and locking them. */
import { recordVersion } from '@rollcall/contracts';
import type { Tx } from './connect.js';

/**
 * Locks up to `limit` outreaches whose alarm has rung, earliest deadline first across all practices. Another planner's
 * are skipped, never waited for. What a later build has begun to decide is left to it.
 */
export async function lockDue(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const { rows } = await tx.query({
    name: 'outreach-due',
    text: `select id from outreach where state = 'active' and next_action_at <= $1 and ledger_version <= $3
           order by deadline_at, id limit $2 for update skip locked`,
    values: [now, limit, recordVersion],
  });
  return rows.map((r) => r.id);
}

/** As `lockDue`, of corrections that are followed up; the rest of their conversation may be over, or wait for its own alarm. */
export async function lockCorrectionsDue(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const { rows } = await tx.query({
    name: 'outreach-correct-due',
    text: `select id from outreach where correct_at <= $1 and ledger_version <= $3 order by correct_at, id limit $2 for update skip locked`,
    values: [now, limit, recordVersion],
  });
  return rows.map((r) => r.id);
}

/** Locks the given outreaches, waiting for whoever has them; in id order, so that two appliers never deadlock. */
export async function lockOutreaches(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query({
    name: 'outreach-lock',
    text: `select id from outreach where id = any($1) order by id for update`,
    values: [ids],
  });
}

/** As `lockOutreaches`, of one practice: ids of another practice are not found. */
export async function lockOfPractice(tx: Tx, practiceId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query(
    `select id from outreach where practice_id = $1 and id = any($2) order by id for update`,
    [practiceId, ids],
  );
  return rows.map((r) => r.id);
}

/** Outreaches of a batch with a notice that can still be withdrawn. */
export async function withdrawable(tx: Tx, practiceId: string, batchId: string, limit: number): Promise<string[]> {
  const { rows } = await tx.query(
    `select distinct outreach_id id from notice where practice_id = $1 and batch_id = $2 and state not in ('withdrawn','unreachable') order by 1 limit $3`,
    [practiceId, batchId, limit],
  );
  return rows.map((r) => r.id);
}

/** Rings the alarm of every active outreach of a batch: after pause, resume or stop. */
export async function ringBatch(tx: Tx, practiceId: string, batchId: string, now: Date): Promise<void> {
  await tx.query(
    `update outreach set next_action_at = $3 where practice_id = $1 and batch_id = $2 and state = 'active' and next_action_at > $3`,
    [practiceId, batchId, now],
  );
}
