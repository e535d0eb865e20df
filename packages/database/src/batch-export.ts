/** The ledger of a batch, page by page, for taking away. */
import { type ExportLine, exportVersion } from '@rollcall/contracts';
import type { Database } from './connect.js';

/** Outreaches per page: some thousand events, a few megabytes in memory. */
const pageSize = 200;

/**
 * The lines of `ExportLine`, in order. Null: no such batch. Heads are read before events, and events only up to their
 * head: what is written meanwhile is left out, so no transaction stays open while a slow reader takes its time.
 */
export async function exportBatch(
  db: Database,
  practiceId: string,
  batchId: string,
  now: Date,
): Promise<AsyncGenerator<ExportLine> | null> {
  const { rows } = await db.pool.query(`select accepted from batch where practice_id = $1 and id = $2`, [
    practiceId,
    batchId,
  ]);
  const accepted = rows[0]?.accepted as number | undefined;
  return accepted === undefined ? null : linesOf(db, practiceId, batchId, accepted, now);
}

async function* linesOf(
  db: Database,
  practiceId: string,
  batchId: string,
  accepted: number,
  now: Date,
): AsyncGenerator<ExportLine> {
  yield { kind: 'batch', v: exportVersion, batchId: batchId as never, accepted, exportedAt: now.toISOString() };
  let outreaches = 0;
  let events = 0;
  for (let after: string | null = null; ; ) {
    const heads: HeadRow[] = await headsAfter(db, practiceId, batchId, after);
    const ofOutreach = await eventsUpTo(db, heads);
    for (const head of heads) {
      const own = ofOutreach.get(head.id) ?? [];
      yield* own;
      yield { kind: 'head', outreachId: head.id as never, seq: head.seq, hash: head.hash };
      outreaches += 1;
      events += own.length;
    }
    after = heads.at(-1)?.id ?? null;
    if (heads.length < pageSize) break;
  }
  yield { kind: 'end', outreaches, events };
}

interface HeadRow {
  id: string;
  seq: number;
  hash: string;
}

async function headsAfter(db: Database, practiceId: string, batchId: string, after: string | null): Promise<HeadRow[]> {
  const { rows } = await db.pool.query(
    `select id, seq, encode(head, 'hex') hash from outreach
     where practice_id = $1 and batch_id = $2 and ($3::uuid is null or id > $3) order by id limit $4`,
    [practiceId, batchId, after, pageSize],
  );
  return rows;
}

async function eventsUpTo(db: Database, heads: readonly HeadRow[]): Promise<Map<string, ExportLine[]>> {
  const { rows } = await db.pool.query(
    `select e.outreach_id, e.seq, e.at, e.body, encode(e.hash, 'hex') hash from unnest($1::uuid[], $2::int[]) as h(id, seq)
     join event e on e.outreach_id = h.id and e.seq <= h.seq order by e.outreach_id, e.seq`,
    [heads.map((h) => h.id), heads.map((h) => h.seq)],
  );
  const byOutreach = new Map<string, ExportLine[]>(heads.map((h) => [h.id, []]));
  for (const r of rows)
    byOutreach.get(r.outreach_id)?.push({
      kind: 'event',
      outreachId: r.outreach_id,
      seq: r.seq,
      at: r.at.toISOString(),
      body: r.body,
      hash: r.hash,
    });
  return byOutreach;
}
