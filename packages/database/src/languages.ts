/** Which languages' words a practice says it had checked, by whom and when. */
import type { Language } from '@rollcall/contracts';
import type { Database, Tx } from './connect.js';

export interface StoredReview {
  language: string;
  edition: number;
  by: string;
  /** ISO date. */
  on: string;
}

export async function languageReviews(db: Tx, practiceId: string): Promise<StoredReview[]> {
  const { rows } = await db.query(
    `select language, edition, reviewed_by "by", to_char(reviewed_on, 'YYYY-MM-DD') "on" from language_review where practice_id = $1 order by language`,
    [practiceId],
  );
  return rows as StoredReview[];
}

/** The practice's own language, and the editions it had checked: what decides how its patients are spoken to. */
export async function languagesOf(
  db: Tx,
  practiceId: string,
): Promise<{ practice: string; checked: Record<string, number> | null }> {
  const { rows } = await db.query({
    name: 'languages-of',
    text: `select p.language, (select jsonb_object_agg(l.language, l.edition) from language_review l where l.practice_id = p.id) checked
           from practice p where p.id = $1`,
    values: [practiceId],
  });
  return { practice: rows[0]?.language ?? 'en', checked: rows[0]?.checked ?? null };
}

/** The latest word counts. */
export async function attestReview(
  db: Database,
  practiceId: string,
  review: { language: Language; edition: number; by: string; on: string },
  now: Date,
): Promise<void> {
  await db.pool.query(
    `insert into language_review (practice_id, language, edition, reviewed_by, reviewed_on, attested_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (practice_id, language) do update set edition = excluded.edition, reviewed_by = excluded.reviewed_by,
       reviewed_on = excluded.reviewed_on, attested_at = excluded.attested_at`,
    [practiceId, review.language, review.edition, review.by, review.on, now],
  );
}

/** False when there was none. */
export async function withdrawReview(db: Database, practiceId: string, language: Language): Promise<boolean> {
  const { rowCount } = await db.pool.query(`delete from language_review where practice_id = $1 and language = $2`, [
    practiceId,
    language,
  ]);
  return rowCount === 1;
}
