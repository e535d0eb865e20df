/** One outreach as it stands with its whole ledger, read in one statement: rows and events are of the same moment. */
import type { LedgerEntry, LedgerEvent } from '@rollcall/contracts';
import type { Evidence } from './evidence.js';

type Row = Record<string, unknown>;

/** The rows as the tables have them; times as milliseconds. */
export interface History {
  id: string;
  outreach: Row & { state: string; step: number; seq: number; head: string };
  notices: Row[];
  attempts: Row[];
  offers: Row[];
  tasks: Row[];
  ledger: LedgerEntry[];
}

const ms = (column: string): string => `round(extract(epoch from ${column}) * 1000)`;
const list = (shape: string, from: string, order: string): string =>
  `(select coalesce(json_agg(json_build_object(${shape}) order by ${order}), '[]') from ${from})`;

const sql = `select o.id, o.practice_id, o.batch_id, o.party_id, o.state, o.step,
  (select coalesce(string_agg(h.channel || ' ' || h.step, ', ' order by h.n), '') from unnest(o.held_steps, o.held_channels) with ordinality h(step, channel, n)) held, ${ms('o.next_action_at')} next_action_at, ${ms('o.correct_at')} correct_at, o.correct_step, ${ms('o.deadline_at')} deadline_at,
  o.policy_version, o.time_zones, o.seq, encode(o.head, 'hex') head,
  ${list(
    `'id', n.id, 'patient_id', n.patient_id, 'state', n.state, 'overdue', n.overdue, 'grade', n.evidence_grade, 'channel', n.evidence_channel, 'at', ${ms('n.evidence_at')}, 'slot', n.booked_slot_id, 'barred', n.barred, 'correction', n.correction, 'deadline_at', ${ms('n.deadline_at')}`,
    'notice n where n.outreach_id = o.id',
    'n.deadline_at, n.id',
  )} notices,
  ${list(
    `'id', a.id, 'contact_point_id', a.contact_point_id, 'channel', a.channel, 'purpose', a.purpose, 'step', a.step, 'attempt_no', a.attempt_no, 'offer_id', a.offer_id, 'state', a.state, 'reached', a.reached, 'code', a.code, 'excused', a.excused, 'generation', a.generation, 'planned_at', ${ms('a.planned_at')}, 'send_by', ${ms('a.send_by')}`,
    'attempt a where a.outreach_id = o.id',
    'a.id',
  )} attempts,
  ${list(
    `'id', f.id, 'notice_id', f.notice_id, 'state', f.state, 'via', f.via, 'channel', f.channel, 'contact_point_id', f.contact_point_id, 'chosen', f.chosen`,
    'offer f where f.outreach_id = o.id',
    'f.id',
  )} offers,
  ${list(`'id', t.id, 'kind', t.kind, 'reason', t.reason, 'state', t.state`, 'task t where t.outreach_id = o.id', 't.id')} tasks,
  ${list(
    `'seq', v.seq, 'at', ${ms('v.at')}, 'event', v.body, 'type', v.type, 'hash', encode(v.hash, 'hex')`,
    'event v where v.outreach_id = o.id',
    'v.seq',
  )} ledger
  from outreach o where o.id = any($1)`;

/** Outreaches per statement: a few thousand events. */
const batchSize = 100;

/** Of the changed outreaches, else of all. */
export async function* histories(e: Evidence): AsyncGenerator<History> {
  if (e.changed) {
    for (let i = 0; i < e.changed.length; i += batchSize) yield* await read(e, e.changed.slice(i, i + batchSize));
    return;
  }
  let after: string | null = null;
  for (;;) {
    const rows: Row[] = await e.query(
      `select id from outreach where $1::uuid is null or id > $1 order by id limit $2`,
      [after, batchSize],
    );
    if (rows.length === 0) return;
    after = rows.at(-1)?.id as string;
    yield* await read(
      e,
      rows.map((r) => r.id as string),
    );
  }
}

async function read(e: Evidence, ids: readonly string[]): Promise<History[]> {
  return (await e.query(sql, [ids])).map(({ id, notices, attempts, offers, tasks, ledger, ...outreach }) => ({
    id: id as string,
    outreach: numbers(outreach) as History['outreach'],
    notices: notices as Row[],
    attempts: attempts as Row[],
    offers: offers as Row[],
    tasks: tasks as Row[],
    ledger: (ledger as { seq: number; at: number; event: LedgerEvent; hash: string }[]).map((l) => ({
      ...l,
      at: new Date(l.at),
    })),
  }));
}

/** A numeric column comes as text outside of JSON. */
const numbers = (row: Row): Row => ({
  ...row,
  next_action_at: row.next_action_at === null ? null : Number(row.next_action_at),
  correct_at: row.correct_at === null ? null : Number(row.correct_at),
  deadline_at: Number(row.deadline_at),
});
