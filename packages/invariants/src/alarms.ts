/** I3, I4: nobody is forgotten. Every open duty has an alarm, and somebody looks when it rings. */
import type { Evidence } from './evidence.js';
import { type Invariant, lateBefore, namedAtMost, type Violation } from './invariant.js';

/**
 * Of each outreach by its index, whatever their states: for a table that has just grown the planner thinks that few notices
 * are open, and walks all of them for each outreach (measured: 180 ms for 2,000 instead of 10).
 */
const itsNotices = '(select n.state, n.deadline_at from notice n where n.outreach_id = o.id offset 0) n';

/** The alarm rang and nobody looked. Walks the index of alarms from its earliest. */
async function alarmsHeard(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select id, next_action_at from outreach where state = 'active' and (next_action_at < $1 or next_action_at is null)
     order by next_action_at limit $2`,
    [lateBefore(e), namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I3',
    what: r.next_action_at
      ? `nobody looked since ${(r.next_action_at as Date).toISOString()}`
      : 'active without an alarm',
    outreachId: r.id as string,
  }));
}

/** The same of corrections: somebody who stays at home by our word is not forgotten either. */
async function correctionsHeard(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select id, 'nobody looked at its correction' what from outreach where correct_at < $1
     union all
     select n.outreach_id, 'a correction is followed up without an alarm' from notice n join outreach o on o.id = n.outreach_id
     where n.correction = 'owed' and o.correct_at is null and ($2::uuid[] is null or o.id = any($2))
     limit $3`,
    [lateBefore(e), e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({ invariant: 'I3', what: r.what as string, outreachId: r.id as string }));
}

/** A notice is open although its outreach is over: no alarm will ever ring for it. */
async function openHasSomebody(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select o.id, o.state from outreach o
     where o.state <> 'active' and ($1::uuid[] is null or o.id = any($1))
       and exists (select from ${itsNotices} where n.state = 'open')
       and (o.state <> 'exhausted' or not exists (select from task t where t.outreach_id = o.id and t.kind = 'reach')) limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I3',
    what: `a notice is open, but its outreach is ${r.state} and no person was asked`,
    outreachId: r.id as string,
  }));
}

/**
 * An outreach is over when the last of its open notices can no longer be told in time. Of those whose alarm is overdue
 * too the index finds all; an alarm set beyond the deadline is found when the outreach changed.
 */
async function overByDeadline(e: Evidence): Promise<Violation[]> {
  const late = lateBefore(e);
  const rows = await e.query(
    `select o.id from outreach o
     where o.state = 'active' and o.deadline_at < $1 and ($2::uuid[] is null or o.next_action_at < $1 or o.id = any($2))
       and not exists (select from ${itsNotices} where n.state = 'open' and n.deadline_at >= $1) limit $3`,
    [late, e.changed ?? null, namedAtMost],
  );
  const beyond = await e.query(
    `select o.id from outreach o
     where o.state = 'active' and ($1::uuid[] is null or o.id = any($1))
       and o.next_action_at > (select max(n.deadline_at) from ${itsNotices} where n.state = 'open') limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return [
    ...rows.map((r) => ({
      invariant: 'I4' as const,
      what: 'still active after its deadline',
      outreachId: r.id as string,
    })),
    ...beyond.map((r) => ({
      invariant: 'I4' as const,
      what: 'its alarm rings after its deadline',
      outreachId: r.id as string,
    })),
  ];
}

/** What is over stays over; only whom nobody reached in time may still be reached. */
async function overStaysOver(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select outreach_id, before, type from (
       select v.outreach_id, v.type, lag(v.type) over (partition by v.outreach_id order by v.seq) before from event v
       where v.type in ('outreach.opened','outreach.waiting','outreach.reached','outreach.exhausted','outreach.closed')
         and ($1::uuid[] is null or v.outreach_id = any($1))) moves
     where before in ('outreach.reached','outreach.closed') or (before = 'outreach.exhausted' and type <> 'outreach.reached') limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I4',
    what: `${r.type} came after ${r.before}`,
    outreachId: r.outreach_id as string,
  }));
}

export const alarms: readonly Invariant[] = [
  { id: 'I3', title: 'Somebody looks when an alarm rings', when: 'always', needs: [], check: alarmsHeard },
  { id: 'I3', title: 'Somebody follows a correction up', when: 'always', needs: [], check: correctionsHeard },
  {
    id: 'I3',
    title: 'A notice nobody answered has an alarm, or a person who was asked',
    when: 'always',
    needs: [],
    check: openHasSomebody,
  },
  { id: 'I4', title: 'An outreach is over by its deadline', when: 'always', needs: [], check: overByDeadline },
  { id: 'I4', title: 'What is over stays over', when: 'always', needs: [], check: overStaysOver },
];
