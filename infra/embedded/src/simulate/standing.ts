/** Where a played day stands: what the machine has yet to do, who knows, and whether it is over. */
import { urgentLadderStart } from '@rollcall/domain';
import type pg from 'pg';

/** What should have been done by now and is not. Calls wait for the account's turn by design: how long one has waited says nothing. */
export interface Backlog {
  count: number;
  /** When the oldest of it became due; null: there is none. */
  since: Date | null;
  /** When more becomes due by the plan; null: nothing does. */
  nextAt: Date | null;
}
export interface Standing {
  know: number;
  messages: number;
  /** Whoever does not know has no step left and is with a person, and nothing is on its way. */
  isStill: boolean;
}

const backlogSql = `
  select coalesce(sum(n), 0)::int count, min(since) since,
         least((select min(next_action_at) from outreach where state = 'active'),
               (select min(expires_at) from offer where state = 'open'), (select min(not_before) from outbox)) "nextAt"
  from (
    select count(*) n, min(next_action_at) since from outreach where state = 'active' and next_action_at <= $1
    union all
    select count(*), min(queued_at) filter (where channel <> 'voice') from attempt q where q.state = 'queued' and not exists
      (select from outbox o where o.attempt_id = q.id and (o.topic = 'voice' or o.not_before > $1))
    union all
    select count(*), min(queued_at) filter (where channel <> 'voice') from attempt where state = 'sending'
    union all
    select count(*), min(greatest(received_at, ready_at)) from inbox where processed_at is null and ready_at <= $1
  ) waiting`;
export async function backlogOf(db: pg.Client, now: Date): Promise<Backlog> {
  return (await db.query<Backlog>({ name: 'backlog', text: backlogSql, values: [now] })).rows[0] as Backlog;
}

const standingSql = `
  select (select count(*) from outreach o where state = 'active' and (step < $1 or not exists
            (select 1 from task t where t.outreach_id = o.id and t.kind = 'reach' and t.state <> 'resolved')))::int climbing,
         (select count(*) from attempt where state in ('queued', 'sending', 'in_doubt'))::int under_way,
         (select count(*) from inbox where processed_at is null)::int unread,
         (select count(*) from notice where state <> 'open')::int know,
         (select count(*) from attempt where state = 'accepted')::int messages`;
/** `steps`: of the same-day ladder. */
export async function standingOf(db: pg.Client, steps: number): Promise<Standing> {
  const { rows } = await db.query({ name: 'standing', text: standingSql, values: [urgentLadderStart + steps] });
  const { climbing, under_way, unread, know, messages } = rows[0];
  return { know, messages, isStill: climbing + under_way + unread === 0 };
}
