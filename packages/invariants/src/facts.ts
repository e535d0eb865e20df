/** I8, I9, I11: what patients say is kept, means the same in any order, and concerns whom they mean. */
import type { AnsweredWebhook, Evidence } from './evidence.js';
import { type Invariant, lateBefore, namedAtMost, type Violation } from './invariant.js';

async function factsApplied(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select id, kind, received_at from inbox where processed_at is null and ($1::timestamptz is null or received_at < $1) order by received_at limit $2`,
    [e.settled ? null : lateBefore(e), namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I8',
    what: `nobody applied fact ${r.id} (${r.kind}), received at ${(r.received_at as Date).toISOString()}`,
  }));
}

/** A fact that could not be applied waits for a person; its patient may have answered. */
async function noneParked(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(`select id, kind from inbox where result = 'parked' order by received_at limit $1`, [
    namedAtMost,
  ]);
  return rows.map((r) => ({ invariant: 'I8', what: `fact ${r.id} (${r.kind}) could not be applied` }));
}

async function answeredIsKept(e: Evidence): Promise<Violation[]> {
  const answered = e.answered ?? [];
  const rows = await e.query(
    `select u.source, u.key from unnest($1::text[], $2::text[]) as u(source, key)
     where not exists (select from inbox i where i.source = u.source and i.dedupe_key = u.key) limit $3`,
    [answered.map((a) => a.source), answered.map((a) => a.dedupeKey), namedAtMost],
  );
  return rows.map((r) => ({ invariant: 'I8', what: `a webhook of ${r.source} was answered 2xx and is not kept` }));
}

async function confirmedIsKnown(e: Evidence): Promise<Violation[]> {
  const confirming = (e.answered ?? []).filter((a): a is AnsweredWebhook & { confirms: string } => !!a.confirms);
  const rows = await e.query(
    `select a.id, a.outreach_id from attempt a where a.id::text = any($1)
       and exists (select from notice n where n.outreach_id = a.outreach_id and n.state = 'open') limit $2`,
    [confirming.map((a) => a.confirms), namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I8',
    what: 'the patient confirmed, and the notice is open',
    outreachId: r.outreach_id as string,
    attemptId: r.id as string,
  }));
}

async function ordersAgree(e: Evidence): Promise<Violation[]> {
  const [first, ...others] = e.replays ?? [];
  return others
    .filter((o) => o.stateHash !== first?.stateHash)
    .slice(0, namedAtMost)
    .map((o) => ({ invariant: 'I9', what: `the same facts lead elsewhere: ${first?.order} against ${o.order}` }));
}

/** An answer that names a message of somebody else, or comes where nothing was ever asked. */
async function answersAreOfTheAsked(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select v.outreach_id, v.seq, v.type from event v
     where v.type in ('answer.received','evidence.gained','notice.informed') and ($1::uuid[] is null or v.outreach_id = any($1))
       and case when v.body->>'attemptId' is not null
         then not exists (select from attempt a where a.id = (v.body->>'attemptId')::uuid and a.outreach_id = v.outreach_id)
         -- STOP, and "I am already here", concern everybody reached at that number, asked or not.
         else v.type = 'answer.received' and (v.body->>'changed')::bool and v.body->>'meaning' not in ('stop','on-the-way')
           and not exists (select from attempt a where a.outreach_id = v.outreach_id) end
     limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I11',
    what: `${r.type} ${r.seq} is not an answer to a message of this outreach`,
    outreachId: r.outreach_id as string,
  }));
}

/** The next event after an answer that changed nothing. Evidence always follows its own answer or receipt at once. */
async function unclearChangesNothing(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select outreach_id, seq, type, meaning from (
       select v.outreach_id, v.seq, v.type, lag(v.type) over own before, lag(v.body->>'meaning') over own meaning, lag(v.body->>'changed') over own changed
       from event v where $1::uuid[] is null or v.outreach_id = any($1) window own as (partition by v.outreach_id order by v.seq)) answers
     where before = 'answer.received' and changed = 'false' and type in ('notice.informed','evidence.gained','offer.chosen','notice.declined') limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I11',
    what: `${r.type} ${r.seq} follows an answer that says nothing (${r.meaning})`,
    outreachId: r.outreach_id as string,
  }));
}

export const facts: readonly Invariant[] = [
  { id: 'I8', title: 'What a patient said is taken up', when: 'always', needs: [], check: factsApplied },
  { id: 'I8', title: 'No answer is put aside', when: 'always', needs: [], check: noneParked },
  { id: 'I8', title: 'What we said we have, we have', when: 'always', needs: ['answered'], check: answeredIsKept },
  { id: 'I8', title: 'Who confirmed counts as knowing', when: 'settled', needs: ['answered'], check: confirmedIsKnown },
  {
    id: 'I9',
    title: 'The same facts, told in any order and any number of times, lead to the same end',
    when: 'always',
    needs: ['replays'],
    check: ordersAgree,
  },
  { id: 'I11', title: 'An answer counts for whom was asked', when: 'always', needs: [], check: answersAreOfTheAsked },
  { id: 'I11', title: 'An unclear answer changes nothing', when: 'always', needs: [], check: unclearChangesNothing },
];
