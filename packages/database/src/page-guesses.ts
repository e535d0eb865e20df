/** Birth years tried on the patient's page, as traces: counted over all links to one address of a party. */
import type { Database } from './connect.js';

export interface GuessedYear {
  practiceId: string;
  outreachId: string;
  contactPointId: string;
  /** Tells this year apart from others, and says which it is to nobody. */
  trace: Buffer;
  /** Of different years. */
  mostTries: number;
}

/** The traces of the different years tried so far. */
export async function yearsTried(db: Database, outreachId: string, contactPointId: string): Promise<Buffer[]> {
  const { rows } = await db.pool.query({
    name: 'page-guesses',
    text: `select tried from page_guess where outreach_id = $1 and contact_point_id = $2`,
    values: [outreachId, contactPointId],
  });
  return rows[0]?.tried ?? [];
}

/**
 * Counts a year, unless it was tried before or the tries are used up; returns all that count. One statement: of a hundred
 * guesses at the same moment only so many are ever compared.
 */
export async function tryYear(db: Database, g: GuessedYear, now: Date): Promise<Buffer[]> {
  const { rows } = await db.pool.query({
    name: 'page-guess',
    text: `insert into page_guess as p (practice_id, outreach_id, contact_point_id, tried, last_at) values ($1, $2, $3, array[$4::bytea], $6)
           on conflict (outreach_id, contact_point_id) do update set last_at = excluded.last_at,
             tried = case when $4 = any(p.tried) or cardinality(p.tried) >= $5 then p.tried else p.tried || $4::bytea end
           returning tried`,
    values: [g.practiceId, g.outreachId, g.contactPointId, g.trace, g.mostTries, now],
  });
  return rows[0].tried;
}
