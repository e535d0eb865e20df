/** Practices, their keys and their policies. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type ApiScope, firstPolicy, Policy, type Practice, type PracticeInput } from '@rollcall/contracts';
import type { QueryResultRow } from 'pg';
import type { Database, Tx } from './connect.js';

const practiceOf = (r: QueryResultRow): Practice => ({
  id: r.id,
  name: r.name,
  spokenName: r.spoken_name,
  timeZone: r.time_zone,
  country: r.country,
  language: r.language,
  callbackNumber: r.callback_number,
  operatorNumber: r.operator_number,
  createdAt: (r.created_at as Date).toISOString(),
  closedAt: (r.closed_at as Date | null)?.toISOString() ?? null,
});

/** Creates a practice with what is careful in its country as the first version of its policy. */
export async function createPractice(db: Database, id: string, input: PracticeInput, now: Date): Promise<Practice> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query(
      `insert into practice (id, name, spoken_name, time_zone, country, language, callback_number, created_at, operator_number)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning *`,
      [
        id,
        input.name,
        input.spokenName,
        input.timeZone,
        input.country,
        input.language,
        input.callbackNumber,
        now,
        input.operatorNumber ?? null,
      ],
    );
    await tx.query(`insert into policy (practice_id, version, body, created_at) values ($1, 1, $2, $3)`, [
      id,
      JSON.stringify(firstPolicy(input.country)),
      now,
    ]);
    return practiceOf(rows[0]);
  });
}

export async function findPractice(db: Tx, id: string): Promise<Practice | null> {
  const { rows } = await db.query({
    name: 'practice-find',
    text: `select * from practice where id = $1`,
    values: [id],
  });
  return rows[0] ? practiceOf(rows[0]) : null;
}

export async function listPractices(db: Database, after: string | null, limit: number): Promise<Practice[]> {
  const { rows } = await db.pool.query(
    `select * from practice where ($1::uuid is null or id > $1) order by id limit $2`,
    [after, limit],
  );
  return rows.map(practiceOf);
}

export async function updatePractice(db: Database, id: string, p: Partial<PracticeInput>): Promise<Practice | null> {
  const { rows } = await db.pool.query(
    `update practice set name = coalesce($2, name), spoken_name = coalesce($3, spoken_name), time_zone = coalesce($4, time_zone),
       country = coalesce($5, country), language = coalesce($6, language), callback_number = coalesce($7, callback_number),
       operator_number = case when $8 then $9 else operator_number end
     where id = $1 returning *`,
    [
      id,
      p.name,
      p.spokenName,
      p.timeZone,
      p.country,
      p.language,
      p.callbackNumber,
      p.operatorNumber !== undefined,
      p.operatorNumber ?? null,
    ],
  );
  return rows[0] ? practiceOf(rows[0]) : null;
}

/**
 * The practice leaves: no claim is granted any more, every batch is stopped, and the conductor hands everybody who is open to a
 * person. What was written stays, and its keys still read the lists. Null when there is no such practice.
 */
export async function closePractice(tx: Tx, id: string, now: Date): Promise<Practice | null> {
  const { rows } = await tx.query(`update practice set closed_at = coalesce(closed_at, $2) where id = $1 returning *`, [
    id,
    now,
  ]);
  if (!rows[0]) return null;
  await tx.query(
    `update batch set state = 'stopped' where practice_id = $1 and closed_at is null and state <> 'stopped'`,
    [id],
  );
  await tx.query(
    `update outreach set next_action_at = $2 where practice_id = $1 and state = 'active' and next_action_at > $2`,
    [id, now],
  );
  return practiceOf(rows[0]);
}

export interface KeyHolder {
  keyId: string;
  practiceId: string;
  scopes: ApiScope[];
  seesRestricted: boolean;
}
const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const keyForm = /^rk_([0-9a-z]{16})_([A-Za-z0-9_-]{43})$/;

/** Makes a key; the secret leaves this function once. 256 random bits need no slow hash. */
export async function createApiKey(
  db: Database,
  practiceId: string,
  input: { label: string; scopes: ApiScope[]; seesRestricted?: boolean },
  now: Date,
): Promise<{ id: string; key: string; createdAt: string }> {
  const id = [...randomBytes(16)].map((b) => (b % 36).toString(36)).join('');
  const secret = randomBytes(32).toString('base64url');
  await db.pool.query(
    `insert into api_key (id, practice_id, label, secret_hash, scopes, created_at, sees_restricted) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, practiceId, input.label, hashSecret(secret), input.scopes, now, input.seesRestricted ?? false],
  );
  return { id, key: `rk_${id}_${secret}`, createdAt: now.toISOString() };
}

/** Whose key it is; null for any key that is not good, told in constant time. */
export async function holderOfKey(db: Database, key: string): Promise<KeyHolder | null> {
  const [, id, secret] = keyForm.exec(key) ?? [];
  if (!id || !secret) return null;
  const { rows } = await db.pool.query({
    name: 'api-key-find',
    text: `select practice_id, scopes, secret_hash, sees_restricted from api_key where id = $1 and revoked_at is null`,
    values: [id],
  });
  const row = rows[0];
  if (!row || !timingSafeEqual(row.secret_hash, hashSecret(secret))) return null;
  return { keyId: id, practiceId: row.practice_id, scopes: row.scopes, seesRestricted: row.sees_restricted };
}

/** Returns false when there is no such living key. */
export async function revokeApiKey(db: Database, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.pool.query(`update api_key set revoked_at = $2 where id = $1 and revoked_at is null`, [
    id,
    now,
  ]);
  return rowCount === 1;
}

export interface StoredPolicy {
  version: number;
  policy: Policy;
  createdAt: string;
}

/** The policy of `version`, or the newest. */
export async function findPolicy(db: Tx, practiceId: string, version: number | null): Promise<StoredPolicy | null> {
  const { rows } = await db.query(
    `select version, body, created_at from policy where practice_id = $1 and ($2::int is null or version = $2) order by version desc limit 1`,
    [practiceId, version],
  );
  const r = rows[0];
  return r ? { version: r.version, policy: Policy.parse(r.body), createdAt: r.created_at.toISOString() } : null;
}

/** Versions follow one another: two put at the same moment become two, in the order they came. */
export async function addPolicy(db: Database, practiceId: string, policy: Policy, now: Date): Promise<StoredPolicy> {
  return db.transaction(async (tx) => {
    await tx.query(`select id from practice where id = $1 for update`, [practiceId]);
    const { rows } = await tx.query(
      `insert into policy (practice_id, version, body, created_at)
       select $1, coalesce(max(version), 0) + 1, $2, $3 from policy where practice_id = $1 returning version`,
      [practiceId, JSON.stringify(policy), now],
    );
    return { version: rows[0].version, policy, createdAt: now.toISOString() };
  });
}
