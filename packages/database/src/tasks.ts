/** The operators' worklist. A claim is a lease; whoever is late finds it taken back. */

import type { TaskView } from '@rollcall/contracts';
import type { QueryResultRow } from 'pg';
import type { Database } from './connect.js';

type Row = QueryResultRow;
const isoOrNull = (d: Date | null): string | null => d?.toISOString() ?? null;
/** A claim that ran out is no claim, whether or not anybody has tidied up yet. */
const live = `id, batch_id, outreach_id, notice_ids, kind, reason, due_at, opened_at, resolved_by, resolution,
  case when state = 'claimed' and claimed_until < now_ then 'open' else state end state,
  case when claimed_until >= now_ then claimed_by end claimed_by, case when claimed_until >= now_ then claimed_until end claimed_until`;

const taskOf = (r: Row): TaskView => ({
  id: r.id,
  batchId: r.batch_id,
  outreachId: r.outreach_id,
  noticeIds: r.notice_ids,
  kind: r.kind,
  reason: r.reason,
  state: r.state,
  dueAt: (r.due_at as Date).toISOString(),
  openedAt: (r.opened_at as Date).toISOString(),
  claimedBy: r.claimed_by,
  claimedUntil: isoOrNull(r.claimed_until),
  resolvedBy: r.resolved_by,
  resolution: r.resolution,
});

/** Earliest due first. `after` is the `[dueAt, id]` of the last one seen. */
export async function listTasks(
  db: Database,
  practiceId: string,
  filter: { state: string | null; after: [string, string] | null; limit: number; now: Date },
): Promise<TaskView[]> {
  // Two statements, so that each walks an index of its own: what is done is most of the table.
  const text =
    filter.state === 'resolved'
      ? `select * from (select ${live} from task, (select $6::timestamptz now_) clock where practice_id = $1 and task.state = 'resolved') t
         where state = $2 and ($3::timestamptz is null or (due_at, id) > ($3, $4::uuid)) order by due_at, id limit $5`
      : `select * from (select ${live} from task, (select $6::timestamptz now_) clock where practice_id = $1 and task.state <> 'resolved') t
         where ($2::text is null or state = $2) and ($3::timestamptz is null or (due_at, id) > ($3, $4::uuid)) order by due_at, id limit $5`;
  const { rows } = await db.pool.query(text, [
    practiceId,
    filter.state,
    filter.after?.[0] ?? null,
    filter.after?.[1] ?? null,
    filter.limit,
    filter.now,
  ]);
  return rows.map(taskOf);
}

export async function findTask(db: Database, practiceId: string, id: string): Promise<TaskView | null> {
  const { rows } = await db.pool.query(`select * from task where practice_id = $1 and id = $2`, [practiceId, id]);
  return rows[0] ? taskOf(rows[0]) : null;
}

/** Null when it is resolved, or another operator has it. Claiming one's own again extends it. */
export async function claimTask(
  db: Database,
  practiceId: string,
  id: string,
  by: string,
  until: Date,
  now: Date,
  /** Sealed. */
  note: Buffer | null = null,
): Promise<TaskView | null> {
  const { rows } = await db.pool.query(
    `update task set state = 'claimed', claimed_by = $3, claimed_until = $4, note_sealed = coalesce($6, note_sealed)
     where practice_id = $1 and id = $2 and (state = 'open' or (state = 'claimed' and (claimed_by = $3 or claimed_until < $5))) returning *`,
    [practiceId, id, by, until, now, note],
  );
  return rows[0] ? taskOf(rows[0]) : null;
}

export async function releaseTask(db: Database, practiceId: string, id: string, by: string): Promise<TaskView | null> {
  const { rows } = await db.pool.query(
    `update task set state = 'open', claimed_by = null, claimed_until = null where practice_id = $1 and id = $2 and state = 'claimed' and claimed_by = $3 returning *`,
    [practiceId, id, by],
  );
  return rows[0] ? taskOf(rows[0]) : null;
}

type Party = NonNullable<TaskView['party']>;

/** Whom to call, in the clear: for operators only, and never logged. By outreach id. */
export async function partiesOf(
  db: Database,
  practiceId: string,
  outreachIds: readonly string[],
): Promise<Map<string, Party>> {
  const { rows } = await db.pool.query(
    `select o.id outreach_id, y.sealed, coalesce(y.language, p.language) language,
       (select e.body ->> 'writtenIn' from event e where e.outreach_id = o.id and e.type = 'attempt.accepted' and e.body ? 'writtenIn' order by e.seq desc limit 1) written_in, c.system, c.address_sealed, c.use, c.rank, c.requested_at, c.requested_how,
       c.allowed and c.use is distinct from 'old' and c.consent <> 'denied' and c.voice_off is null usable
     from outreach o join party y on y.id = o.party_id join practice p on p.id = o.practice_id left join contact_point c on c.practice_id = o.practice_id and c.party_id = y.id
     where o.practice_id = $1 and o.id = any($2) order by o.id, c.rank, c.id`,
    [practiceId, outreachIds],
  );
  const parties = new Map<string, Party>();
  for (const r of rows) {
    let party = parties.get(r.outreach_id);
    if (!party) {
      const name = JSON.parse(db.sealer.open(r.sealed, 'party', practiceId)) as { given: string; family: string };
      party = {
        name: `${name.given} ${name.family}`,
        language: r.language,
        ...(r.written_in ? { writtenIn: r.written_in } : {}),
        contacts: [],
      };
      parties.set(r.outreach_id, party);
    }
    if (r.address_sealed)
      party.contacts.push({
        system: r.system,
        value: db.sealer.open(r.address_sealed, 'address', practiceId),
        use: r.use,
        usable: r.usable,
        ...(r.requested_at ? { requestedAt: (r.requested_at as Date).toISOString() } : {}),
        ...(r.requested_how ? { requestedHow: r.requested_how } : {}),
      });
  }
  return parties;
}
