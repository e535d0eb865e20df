/** Whom to call by hand, and whether the system stands still. Needs nothing but the database. */
import type { CallListEntry, CallListView, Channel, Stall } from '@rollcall/contracts';
import type { Standing } from '@rollcall/domain';
import { emitCallbacks } from './callback-events.js';
import type { Database, Tx } from './connect.js';
import { partiesOf } from './tasks.js';

export interface Look {
  now: Date;
  /** How long lying still is no news, in business time and in real. */
  patience: { businessMs: number; realMs: number };
}

/** The oldest of everything that waits, where nothing moved for so long. Cheap while everything moves. */
export async function readStanding(db: Tx, { now, patience }: Look): Promise<Standing> {
  const query = async (sql: string, values?: unknown[]) => (await db.query(sql, values)).rows;
  const since = new Date(now.getTime() - patience.businessMs);
  const [oldest] = await query(
    // A long queue of alarms is no standstill while new messages are planned. Ids are in the order of real time.
    `select case when (select planned_at from attempt order by id desc limit 1) > $2 then null
         else (select min(next_action_at) from outreach where state = 'active' and next_action_at <= $1) end alarm,
       (select min(received_at) from inbox where processed_at is null and ready_at <= $1) fact`,
    [now, since],
  );
  const queued = await query(
    `select a.channel, min(a.planned_at) since from attempt a join outreach o on o.id = a.outreach_id join batch b on b.id = o.batch_id
     where a.state = 'queued' and a.send_by > $1 and b.state = 'running' and a.planned_at < $2 group by 1`,
    [now, since],
  );
  // A queue that is long and moves is no standstill either: what a worker last told was told not long ago.
  const moving =
    queued.length === 0
      ? []
      : await query(
          `select u.channel from unnest($1::text[]) as u(channel) where exists (
             select from inbox i join attempt a on a.id = i.attempt_id
             where i.id > uuidv7(make_interval(secs => $2::float8 * -0.001)) and i.source = 'worker' and a.channel = u.channel)`,
          [queued.map((q) => q.channel), patience.realMs],
        );
  const out = await query(`select channel, code, since from sender where breaker <> 'closed'`);
  const moves = new Set(moving.map((m) => m.channel));
  const isOut = new Set(out.map((o) => o.channel));
  return {
    alarm: (oldest?.alarm as Date | null) ?? null,
    fact: (oldest?.fact as Date | null) ?? null,
    // A channel whose sender is out stands still on purpose: that has a reason of its own.
    unsent: queued
      .filter((q) => !moves.has(q.channel) && !isOut.has(q.channel))
      .map((q) => ({ channel: q.channel as Channel, since: q.since as Date })),
    out: out.map((o) => ({ channel: o.channel as Channel, code: o.code as string, since: o.since as Date })),
  };
}

/** Before the operators' own lead begins, they get so much time to pick up the phone. */
const headStartMinutes = 60;

export interface Endangered {
  practiceId: string;
  open: number;
  firstDeadlineAt: Date;
}

/** Practices with somebody who would have to be told soon, by the system or by hand. */
export async function endangered(tx: Tx, now: Date): Promise<Endangered[]> {
  const { rows } = await tx.query(
    `select o.practice_id, count(*)::int open, min(n.deadline_at) first
     from outreach o join batch b on b.id = o.batch_id join notice n on n.outreach_id = o.id
     join policy p on p.practice_id = o.practice_id and p.version = o.policy_version
     where b.state in ('running','paused') and n.state = 'open' and n.deadline_at > $1::timestamptz - interval '12 hours'
       and n.deadline_at <= $1::timestamptz + make_interval(mins => (p.body ->> 'operatorLeadMinutes')::int + $2::int)
     group by 1`,
    [now, headStartMinutes],
  );
  return rows.map((r) => ({ practiceId: r.practice_id, open: r.open, firstDeadlineAt: r.first }));
}

/** Everybody of the practice who is not known to know, most urgent first; in the clear, for operators only. */
export async function readCallList(
  db: Database,
  practiceId: string,
  now: Date,
  stall: Stall | null,
  { seesRestricted = false }: { seesRestricted?: boolean } = {},
): Promise<CallListView | null> {
  const practice = await db.pool.query(`select name, time_zone, closed_at from practice where id = $1`, [practiceId]);
  const [known] = practice.rows;
  if (!known) return null;
  const { rows } = await db.pool.query(
    `select n.id, n.outreach_id, n.deadline_at, n.external_id, a.start_at, a.practitioner_name, p.sealed, p.restricted
     from notice n join batch b on b.id = n.batch_id join appointment a on a.id = n.appointment_id join patient p on p.id = n.patient_id
     where n.practice_id = $1 and n.state = 'open' and (b.state in ('running','paused') or $3) and n.deadline_at > $2::timestamptz - interval '12 hours'
     order by n.deadline_at, n.id`,
    // Who left is handed everybody: no machine goes on.
    [practiceId, now, known.closed_at !== null],
  );
  const outreachIds = [...new Set(rows.map((r) => r.outreach_id as string))];
  const hidden = new Set(seesRestricted ? [] : rows.filter((r) => r.restricted).map((r) => r.outreach_id as string));
  const parties = await partiesOf(
    db,
    practiceId,
    outreachIds.filter((id) => !hidden.has(id)),
  );
  const tried = await triedOf(db, outreachIds);
  return {
    practice: known.name,
    timeZone: known.time_zone,
    at: now.toISOString(),
    stall,
    entries: rows.map((r): CallListEntry => {
      const name = JSON.parse(db.sealer.open(r.sealed, 'patient', practiceId)) as { given: string; family: string };
      const party = parties.get(r.outreach_id);
      return {
        noticeId: r.id,
        outreachId: r.outreach_id,
        callBefore: (r.deadline_at as Date).toISOString(),
        appointment: {
          start: (r.start_at as Date).toISOString(),
          practitioner: r.practitioner_name,
          externalId: r.external_id,
        },
        // Found in the practice's own system by the appointment's id, by whoever may open it there.
        patient: hidden.has(r.outreach_id) ? 'restricted record' : `${name.given} ${name.family}`,
        party: { name: party?.name ?? '', language: party?.language ?? '', contacts: party?.contacts ?? [] },
        tried: tried.get(r.outreach_id) ?? [],
      };
    }),
  };
}

/** How often each was told, or may have been, by channel: by outreach id. */
async function triedOf(db: Database, outreachIds: readonly string[]): Promise<Map<string, CallListEntry['tried']>> {
  const { rows } = await db.pool.query(
    `select outreach_id, channel, count(*)::int times from attempt
     where outreach_id = any($1) and purpose = 'tell' and state in ('accepted','in_doubt','unresolved') group by 1, 2 order by 1, 2`,
    [outreachIds],
  );
  const tried = new Map<string, CallListEntry['tried']>();
  for (const { outreach_id, channel, times } of rows)
    tried.set(outreach_id, [...(tried.get(outreach_id) ?? []), { channel, times }]);
  return tried;
}

export interface DangerContext {
  now: Date;
  newId: () => string;
}

/** Tells the practices that are newly in danger, once each. Returns whom it told. */
export async function raiseDanger(
  tx: Tx,
  practices: readonly Endangered[],
  stall: Stall,
  context: DangerContext,
): Promise<string[]> {
  const because = [...new Set(stall.reasons.map((r) => r.kind))];
  const { rows } = await tx.query(
    `insert into call_list_danger (practice_id, since, because, told_at)
     select u, $2, $3, $4 from unnest($1::uuid[]) as u on conflict (practice_id) do nothing returning practice_id`,
    [practices.map((p) => p.practiceId), stall.since, because, context.now],
  );
  const told = new Set(rows.map((r) => r.practice_id as string));
  await emitCallbacks(
    tx,
    practices
      .filter((p) => told.has(p.practiceId))
      .map((p) => ({
        type: 'call-list.ready' as const,
        practiceId: p.practiceId,
        orderKey: p.practiceId,
        data: { since: stall.since, because, open: p.open, firstDeadlineAt: p.firstDeadlineAt.toISOString() },
      })),
    context,
  );
  return [...told];
}

/** Tells the practices that are out of danger. Returns whom. */
export async function endDanger(tx: Tx, stillInDanger: readonly string[], context: DangerContext): Promise<string[]> {
  const { rows } = await tx.query(
    `delete from call_list_danger where practice_id <> all($1::uuid[]) returning practice_id, since`,
    [stillInDanger],
  );
  await emitCallbacks(
    tx,
    rows.map((r) => ({
      type: 'call-list.over' as const,
      practiceId: r.practice_id as string,
      orderKey: r.practice_id as string,
      data: { since: (r.since as Date).toISOString() },
    })),
    context,
  );
  return rows.map((r) => r.practice_id as string);
}
