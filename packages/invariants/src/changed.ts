/** Which outreaches have something new in their ledgers, so that a live database is not read as a whole at each look. */
import type { Evidence } from './evidence.js';

export interface Cursor {
  at: Date;
  outreachId: string;
}
export interface Changed {
  ids: string[];
  /** Where the next look goes on. */
  cursor: Cursor;
  /** There is more already. */
  more: boolean;
}

export const beginAt = (at: Date): Cursor => ({ at, outreachId: '00000000-0000-0000-0000-000000000000' });

/**
 * The next events after `cursor`, as outreaches. It stays one lease behind: an event is dated before its transaction
 * commits, and one that is dated earlier must not appear behind the cursor.
 */
export async function changedOutreaches(
  e: Pick<Evidence, 'query' | 'now' | 'leaseMs'>,
  cursor: Cursor,
  limit: number,
): Promise<Changed> {
  const rows = await e.query(
    `select distinct at, outreach_id from event where at >= $1 and (at, outreach_id) > ($1, $2) and at <= $3
     order by at, outreach_id limit $4`,
    [cursor.at, cursor.outreachId, new Date(e.now.getTime() - e.leaseMs), limit],
  );
  const last = rows.at(-1);
  return {
    ids: [...new Set(rows.map((r) => r.outreach_id as string))],
    cursor: last ? { at: last.at as Date, outreachId: last.outreach_id as string } : cursor,
    more: rows.length === limit,
  };
}
