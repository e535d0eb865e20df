/** The ledger of a batch, page by page, for taking away. */
import { type ExportLine, exportVersion, Policy } from '@rollcall/contracts';
import type { Database } from './connect.js';

/** Outreaches per page: some thousand events, a few megabytes in memory. */
const pageSize = 200;

export interface ExportOptions {
  /** What every decision saw and was told as well, so that they can be made again. */
  decisions: boolean;
}

/**
 * The lines of `ExportLine`, in order. Null: no such batch. Heads are read before events, and events only up to their
 * head: what is written meanwhile is left out, so no transaction stays open while a slow reader takes its time.
 */
export async function exportBatch(
  db: Database,
  practiceId: string,
  batchId: string,
  now: Date,
  options: ExportOptions = { decisions: false },
): Promise<AsyncGenerator<ExportLine> | null> {
  const { rows } = await db.pool.query(`select accepted from batch where practice_id = $1 and id = $2`, [
    practiceId,
    batchId,
  ]);
  if (!rows[0]) return null;
  const first: ExportLine = {
    kind: 'batch',
    v: exportVersion,
    batchId: batchId as never,
    accepted: rows[0].accepted,
    exportedAt: now.toISOString(),
  };
  return linesOf(db, practiceId, batchId, first, options);
}

async function* linesOf(
  db: Database,
  practiceId: string,
  batchId: string,
  first: ExportLine,
  { decisions }: ExportOptions,
): AsyncGenerator<ExportLine> {
  yield first;
  if (decisions) yield* await policiesOf(db, practiceId, batchId);
  let outreaches = 0;
  let events = 0;
  for (let after: string | null = null; ; ) {
    const heads: HeadRow[] = await headsAfter(db, practiceId, batchId, after);
    const ofOutreach = await eventsUpTo(db, heads, decisions);
    for (const head of heads) {
      const own = ofOutreach.get(head.id) ?? [];
      if (decisions) yield openingOf(head);
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
  policy_version: number;
  deadline_at: Date;
  time_zones: string[];
  notices: { id: string; deadlineAt: string }[];
}

async function headsAfter(db: Database, practiceId: string, batchId: string, after: string | null): Promise<HeadRow[]> {
  const { rows } = await db.pool.query(
    `select o.id, o.seq, encode(o.head, 'hex') hash, o.policy_version, o.deadline_at, o.time_zones,
       (select jsonb_agg(jsonb_build_object('id', n.id, 'deadlineAt', n.deadline_at) order by n.deadline_at, n.id) from notice n where n.outreach_id = o.id) notices
     from outreach o where o.practice_id = $1 and o.batch_id = $2 and ($3::uuid is null or o.id > $3) order by o.id limit $4`,
    [practiceId, batchId, after, pageSize],
  );
  return rows;
}

function openingOf(h: HeadRow): ExportLine {
  return {
    kind: 'opening',
    outreachId: h.id as never,
    policyVersion: h.policy_version,
    deadlineAt: h.deadline_at.toISOString(),
    timeZones: h.time_zones,
    notices: h.notices.map((n) => ({ id: n.id as never, deadlineAt: new Date(n.deadlineAt).toISOString() })),
  };
}

async function policiesOf(db: Database, practiceId: string, batchId: string): Promise<ExportLine[]> {
  const { rows } = await db.pool.query(
    `select version, body from policy where practice_id = $1 and version in (select policy_version from outreach where batch_id = $2) order by version`,
    [practiceId, batchId],
  );
  return rows.map((r) => ({ kind: 'policy', version: r.version, body: Policy.parse(r.body) }));
}

async function eventsUpTo(
  db: Database,
  heads: readonly HeadRow[],
  decisions: boolean,
): Promise<Map<string, ExportLine[]>> {
  const { rows } = await db.pool.query(
    `select e.outreach_id, e.seq, e.at, e.body, encode(e.hash, 'hex') hash, case when $3 then e.decided end decided
     from unnest($1::uuid[], $2::int[]) as h(id, seq) join event e on e.outreach_id = h.id and e.seq <= h.seq order by e.outreach_id, e.seq`,
    [heads.map((h) => h.id), heads.map((h) => h.seq), decisions],
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
      ...(r.decided ? { decided: r.decided } : {}),
    });
  return byOutreach;
}
