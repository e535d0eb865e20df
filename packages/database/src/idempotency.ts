/** Answers kept by idempotency key, in the transaction that made them true. */
import type { Tx } from './connect.js';

export interface KeptAnswer {
  requestHash: Buffer;
  status: number;
  response: unknown;
}

export async function keptAnswer(db: Tx, practiceId: string, key: string): Promise<KeptAnswer | null> {
  const { rows } = await db.query(
    `select request_hash, status, response from idempotency where practice_id = $1 and key = $2`,
    [practiceId, key],
  );
  const r = rows[0];
  return r ? { requestHash: r.request_hash, status: r.status, response: r.response } : null;
}

export async function keepAnswer(
  tx: Tx,
  practiceId: string,
  key: string,
  answer: KeptAnswer,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into idempotency (practice_id, key, request_hash, status, response, created_at) values ($1, $2, $3, $4, $5, $6)`,
    [practiceId, key, answer.requestHash, answer.status, JSON.stringify(answer.response), now],
  );
}

/** Holds other requests with this key back until this transaction ends. */
export async function lockKey(tx: Tx, practiceId: string, key: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 2))`, [`${practiceId} ${key}`]);
}
