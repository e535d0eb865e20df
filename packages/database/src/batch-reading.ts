/** What is said of a batch afterwards: notices, the report, the timeline. Always of one practice. */

import type {
  AttemptState,
  BatchReport,
  Channel,
  EvidenceGrade,
  LedgerEvent,
  NoticeView,
  OutreachState,
  Purpose,
} from '@rollcall/contracts';
import { gradeOfRank } from '@rollcall/domain';
import type { QueryResultRow } from 'pg';
import type { Database, Tx } from './connect.js';

type Row = QueryResultRow;
const iso = (d: Date | null): string => (d as Date).toISOString();
const isoOrNull = (d: Date | null): string | null => d?.toISOString() ?? null;

/** Pause, resume, stop. Null: no such batch; `from` must match the state it has. */
export async function setBatchState(
  tx: Tx,
  practiceId: string,
  id: string,
  to: string,
  from: readonly string[],
): Promise<boolean | null> {
  const { rows } = await tx.query(`select state from batch where practice_id = $1 and id = $2 for update`, [
    practiceId,
    id,
  ]);
  if (!rows[0]) return null;
  if (!from.includes(rows[0].state)) return false;
  await tx.query(`update batch set state = $3 where practice_id = $1 and id = $2`, [practiceId, id, to]);
  return true;
}

const noticeColumns = `n.id, n.batch_id, n.outreach_id, n.external_id, p.external_id patient_external_id, n.state, a.start_at, n.deadline_at, n.overdue,
    n.correction, n.evidence_grade, n.evidence_channel, n.evidence_at, t.id task_id, t.reason task_reason, s.start_at booked_at, s.resource`;
const noticeJoins = `join appointment a on a.id = n.appointment_id join patient p on p.id = n.patient_id left join slot s on s.id = n.booked_slot_id
  left join lateral (select t.id, t.reason from task t where t.outreach_id = n.outreach_id and t.state <> 'resolved' and n.id = any(t.notice_ids)
    order by t.opened_at desc, t.id desc limit 1) t on true`;

const noticeOf = (r: Row): NoticeView => ({
  id: r.id,
  batchId: r.batch_id,
  outreachId: r.outreach_id,
  externalId: r.external_id,
  patientExternalId: r.patient_external_id,
  state: r.state,
  start: iso(r.start_at),
  deadline: iso(r.deadline_at),
  overdue: r.overdue,
  withOperator: r.task_id !== null,
  taskId: r.task_id,
  evidence: r.evidence_grade ? { grade: r.evidence_grade, channel: r.evidence_channel, at: iso(r.evidence_at) } : null,
  booking: r.booked_at ? { start: iso(r.booked_at), resource: r.resource } : null,
  correction: r.correction,
});

export async function listNotices(
  db: Database,
  practiceId: string,
  batchId: string,
  filter: { state: string | null; after: string | null; limit: number },
): Promise<NoticeView[]> {
  const { rows } = await db.pool.query(
    // The page first: of 6,000 open notices all were joined, and then a hundred taken.
    `select ${noticeColumns} from (select * from notice x where x.practice_id = $1 and x.batch_id = $2 and ($3::text is null or x.state = $3)
       and ($4::uuid is null or x.id > $4) order by x.id limit $5) n ${noticeJoins} order by n.id`,
    [practiceId, batchId, filter.state, filter.after, filter.limit],
  );
  return rows.map(noticeOf);
}

export async function findNotice(db: Database, practiceId: string, id: string): Promise<NoticeView | null> {
  const { rows } = await db.pool.query(
    `select ${noticeColumns} from notice n ${noticeJoins} where n.practice_id = $1 and n.id = $2`,
    [practiceId, id],
  );
  return rows[0] ? noticeOf(rows[0]) : null;
}

/** The closing report from one consistent view of the database. Null: no such batch. */
export async function batchReport(
  db: Database,
  practiceId: string,
  batchId: string,
  now: Date,
): Promise<BatchReport | null> {
  return db.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    const batch = await tx.query(`select accepted from batch where practice_id = $1 and id = $2`, [
      practiceId,
      batchId,
    ]);
    if (!batch.rows[0]) return null;
    const notices = await tx.query(
      `select ${noticeColumns} from notice n ${noticeJoins} where n.practice_id = $1 and n.batch_id = $2 order by a.start_at, n.id`,
      [practiceId, batchId],
    );
    const attempts = await tx.query(
      `select a.outreach_id, a.channel, a.state, coalesce(a.sent_at, a.planned_at) at from attempt a
       where a.outreach_id = any(array(select o.id from outreach o where o.practice_id = $1 and o.batch_id = $2)) order by a.planned_at, a.id`,
      [practiceId, batchId],
    );
    const heads = await tx.query(
      `select id, seq, encode(head, 'hex') head from outreach where practice_id = $1 and batch_id = $2 order by id`,
      [practiceId, batchId],
    );
    const byOutreach = new Map<string, BatchReport['notices'][number]['attempts']>();
    for (const r of attempts.rows) {
      const tried = { channel: r.channel, state: r.state, at: iso(r.at) };
      const own = byOutreach.get(r.outreach_id);
      if (own) own.push(tried);
      else byOutreach.set(r.outreach_id, [tried]);
    }
    const lines = notices.rows.map((r) => {
      const n = noticeOf(r as Row);
      return {
        noticeId: n.id,
        outreachId: n.outreachId,
        externalId: n.externalId,
        patientExternalId: n.patientExternalId,
        state: n.state,
        evidence: n.evidence,
        deadline: n.deadline,
        overdue: n.overdue && n.state === 'open',
        taskId: n.taskId,
        taskReason: r.task_reason as string | null,
        booking: n.booking,
        attempts: byOutreach.get(n.outreachId) ?? [],
      };
    });
    const count = (state: string): number => lines.filter((l) => l.state === state).length;
    return {
      batchId: batchId as never,
      generatedAt: now.toISOString(),
      totals: {
        accepted: batch.rows[0].accepted,
        open: count('open'),
        informed: count('informed'),
        rebooked: count('rebooked'),
        declined: count('declined'),
        withdrawn: count('withdrawn'),
        unreachable: count('unreachable'),
        overdue: lines.filter((l) => l.overdue).length,
        overdueWithoutTask: lines.filter((l) => l.overdue && l.taskId === null).length,
        withOperator: lines.filter((l) => l.taskId !== null).length,
      },
      notices: lines,
      ledgerHeads: heads.rows.map((h) => ({ outreachId: h.id, seq: h.seq, hash: h.head })),
    };
  });
}

export interface LedgerRow {
  outreachId: string;
  seq: number;
  at: Date;
  event: LedgerEvent;
  hash: string;
}
const ledgerRow = (r: Row): LedgerRow => ({
  outreachId: r.outreach_id,
  seq: r.seq,
  at: r.at,
  event: r.body,
  hash: r.hash,
});

/** The ledger of one outreach, in order. */
export async function ledgerOf(db: Database, practiceId: string, outreachId: string): Promise<LedgerRow[]> {
  const { rows } = await db.pool.query(
    `select outreach_id, seq, at, body, encode(hash, 'hex') hash from event where practice_id = $1 and outreach_id = $2 order by seq`,
    [practiceId, outreachId],
  );
  return rows.map(ledgerRow);
}

/**
 * Ledger events of a batch that `known` does not have yet, in order within each outreach. Committed events only; an
 * outreach's are gap-free, so `known` is the highest seq seen per outreach.
 */
export async function newEvents(
  db: Database,
  practiceId: string,
  batchId: string,
  known: ReadonlyMap<string, number>,
  limit: number,
): Promise<(LedgerRow & { externalIds: string[] })[]> {
  const { rows } = await db.pool.query(
    `select e.outreach_id, e.seq, e.at, e.body, encode(e.hash, 'hex') hash, array(select n.external_id from notice n where n.outreach_id = e.outreach_id order by n.id) external_ids
     from outreach o left join unnest($3::uuid[], $4::int[]) as k(id, seq) on k.id = o.id
     join event e on e.outreach_id = o.id and e.seq > coalesce(k.seq, 0)
     where o.practice_id = $1 and o.batch_id = $2 and o.seq > coalesce(k.seq, 0) order by e.outreach_id, e.seq limit $5`,
    [practiceId, batchId, [...known.keys()], [...known.values()], limit],
  );
  // By time across outreaches, but never against the order within one: clocks of two machines may disagree.
  let latest = 0;
  let outreachId = '';
  return rows
    .map((r) => {
      latest = r.outreach_id === outreachId ? Math.max(latest, r.at.getTime()) : r.at.getTime();
      outreachId = r.outreach_id;
      return { time: latest, event: { ...ledgerRow(r), externalIds: r.external_ids as string[] } };
    })
    .sort((a, b) => a.time - b.time)
    .map(({ event }) => event);
}

export interface OutreachRecord {
  id: string;
  batchId: string;
  state: OutreachState;
  deadline: string;
  nextActionAt: string | null;
  notices: NoticeView[];
  attempts: {
    id: string;
    channel: Channel;
    purpose: Purpose;
    state: AttemptState;
    reached: EvidenceGrade | null;
    code: string | null;
    at: string;
  }[];
}

export async function findOutreach(db: Database, practiceId: string, id: string): Promise<OutreachRecord | null> {
  const { rows } = await db.pool.query(
    `select id, batch_id, state, deadline_at, next_action_at from outreach where practice_id = $1 and id = $2`,
    [practiceId, id],
  );
  const o = rows[0];
  if (!o) return null;
  const notices = await db.pool.query(
    `select ${noticeColumns} from notice n ${noticeJoins} where n.practice_id = $1 and n.outreach_id = $2 order by a.start_at, n.id`,
    [practiceId, id],
  );
  const attempts = await db.pool.query(
    `select id, channel, purpose, state, reached, code, coalesce(sent_at, planned_at) at from attempt where practice_id = $1 and outreach_id = $2 order by planned_at, id`,
    [practiceId, id],
  );
  return {
    id: o.id,
    batchId: o.batch_id,
    state: o.state,
    deadline: iso(o.deadline_at),
    nextActionAt: isoOrNull(o.next_action_at),
    notices: notices.rows.map((r) => noticeOf(r as Row)),
    attempts: attempts.rows.map((a) => ({
      id: a.id,
      channel: a.channel,
      purpose: a.purpose,
      state: a.state,
      reached: gradeOfRank(a.reached),
      code: a.code,
      at: iso(a.at),
    })),
  };
}
