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
 * commits, and one that is dated earlier must not appear behind the cursor. An outreach whose last event comes later, but
 * not too late for the cursor, is left for that: its ledger is read once for all of them.
 */
export async function changedOutreaches(
  e: Pick<Evidence, 'query' | 'now' | 'leaseMs'>,
  cursor: Cursor,
  limit: number,
): Promise<Changed> {
  const rows = await e.query(
    `select distinct e.at, e.outreach_id from event e
     left join outreach o on o.id = e.outreach_id left join event l on l.outreach_id = o.id and l.seq = o.seq
     where e.at >= $1 and (e.at, e.outreach_id) > ($1, $2) and e.at <= $3 and (l.at > e.at and l.at <= $3) is not true
     order by e.at, e.outreach_id limit $4`,
    [cursor.at, cursor.outreachId, new Date(e.now.getTime() - e.leaseMs), limit],
  );
  const last = rows.at(-1);
  return {
    ids: [...new Set(rows.map((r) => r.outreach_id as string))],
    cursor: last ? { at: last.at as Date, outreachId: last.outreach_id as string } : cursor,
    more: rows.length === limit,
  };
}
