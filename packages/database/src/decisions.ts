/**
 * Writes decisions: events, and the rows that are their fold, of many outreaches in one transaction and a constant
 * number of statements. The caller holds the outreach locks taken before `loadSnapshots`.
 */
import { type LedgerEvent, type LedgerEventOf, recordVersion } from '@rollcall/contracts';
import {
  callbacksOf,
  chain,
  changedAttempts,
  type Link,
  type OutreachRow,
  rankOf,
  recordOf,
  type Snapshot,
  tellable,
} from '@rollcall/domain';
import { emitCallbacks, type OutgoingEvent } from './callback-events.js';
import { columns } from './columns.js';
import type { Tx } from './connect.js';
import { withRepairs } from './contact-repair.js';
import { type Decided, eventsOf } from './decided.js';
import { releaseWithdrawn, writeOffers } from './offers-written.js';
import { insertAttempts, type NewAttempt } from './planned-attempts.js';
import { closeReplyCodesOf, isAtRest } from './reply-codes.js';
import { withSlots } from './slot-bookings.js';
import { jsonArray, jsonbArray } from './wire.js';

export interface WriteContext {
  now: Date;
  newId: () => string;
  /** The provider's references that became known, by attempt: kept with what else changes, unless another attempt has them. */
  refs?: ReadonlyMap<string, string>;
}

/** Returns the number of events written. */
export async function writeDecisions(tx: Tx, decided: readonly Decided[], context: WriteContext): Promise<number> {
  const changed = decided.filter((d) => d.turn.events.length > 0);
  if (changed.length === 0) return 0;
  const { now } = context;
  const entries: Entry[] = changed.flatMap((d) =>
    chain(d.loaded.head, d.turn.events, now).map((e, n) => ({
      ...e,
      outreach: d.turn.state.outreach,
      decided: n === 0 ? recordOf(d.turn) : null,
    })),
  );
  const outgoingEvents = changed.flatMap((d) => outgoing(d.turn.state, d.turn.events));
  const told = await withSlots(tx, await withRepairs(tx, outgoingEvents));
  // Asked in one breath (see connect.ts), and worked off in this order: what is referred to is there before it is referred to.
  await Promise.all([
    writeEvents(tx, entries, now),
    writeOutreaches(tx, changed, entries),
    writeHeldSteps(tx, changed),
    writeNotices(tx, changed, now),
    writeOffers(tx, changed, now),
    writeContactPoints(tx, changed, now),
    insertAttempts(tx, changed.flatMap(newAttempts), context),
    updateAttempts(tx, changed, context),
    closeReplyCodesOf(
      tx,
      changed
        .map((d) => d.turn.state)
        .filter(isAtRest)
        .map((s) => s.outreach.id),
      now,
    ),
    writeTasks(tx, changed, now),
    emitCallbacks(tx, told, context),
  ]);
  await emitCallbacks(tx, await releaseWithdrawn(tx, changed, now), context);
  return entries.length;
}

interface Entry extends Link {
  outreach: OutreachRow;
  /** With the first event of a decision. */
  decided: object | null;
}

/** Events are written as they were hashed. */
async function writeEvents(tx: Tx, entries: readonly Entry[], now: Date): Promise<void> {
  await tx.query({
    name: 'write-events',
    text: `insert into event (practice_id, outreach_id, seq, at, type, body, hash, v, decided)
           select u.p, u.o, u.s, $7, u.t, u.b, u.h, $8, u.d
           from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::jsonb[], $6::bytea[], $9::json[]) as u(p, o, s, t, b, h, d)`,
    values: [
      entries.map((e) => e.outreach.practiceId),
      entries.map((e) => e.outreach.id),
      entries.map((e) => e.seq),
      entries.map((e) => e.event.type),
      jsonbArray(entries.map((e) => e.body)),
      entries.map((e) => Buffer.from(e.hash, 'hex')),
      now,
      recordVersion,
      jsonArray(entries.map((e) => e.decided && JSON.stringify(e.decided))),
    ],
  });
}

const outgoing = (s: Snapshot, events: readonly LedgerEvent[]): OutgoingEvent[] =>
  callbacksOf(s, events).map((e) => ({ ...e, practiceId: s.outreach.practiceId }));

async function writeOutreaches(tx: Tx, changed: readonly Decided[], entries: readonly Entry[]): Promise<void> {
  const heads = new Map(entries.map((e) => [e.outreach.id, e]));
  const rows = changed.map((d) => {
    const { id, state, step, nextActionAt, correctAt = null, correctStep = 0 } = d.turn.state.outreach;
    const head = heads.get(id);
    return {
      id,
      state,
      step,
      nextActionAt,
      correctAt,
      correctStep,
      before: d.loaded.head.seq,
      seq: head?.seq,
      hash: head?.hash,
    };
  });
  const { rowCount } = await tx.query({
    name: 'write-outreaches',
    // The row is found by its id first: in a young system, planned for an empty table, it would read all of them.
    text: `update outreach o set state = u.state, step = u.step, next_action_at = u.next, seq = u.seq, head = decode(u.hash, 'hex'),
             ledger_version = greatest(o.ledger_version, $8), correct_at = u.correct_at, correct_step = u.correct_step
           from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::int[], $6::int[], $7::text[], $9::timestamptz[], $10::int[])
             as u(id, state, step, next, before, seq, hash, correct_at, correct_step)
           cross join lateral (select id from outreach where id = u.id offset 0) k
           where o.id = k.id and o.seq = u.before`,
    values: [
      ...columns(rows, 'id', 'state', 'step', 'nextActionAt', 'before', 'seq', 'hash'),
      recordVersion,
      ...columns(rows, 'correctAt', 'correctStep'),
    ],
  });
  // The locks make this impossible; if it happens all the same, nothing of the transaction may stand.
  if (rowCount !== rows.length) throw new Error('an outreach moved on while it was being decided');
}

/** Rare: only while a sender is out, and when it is back. */
async function writeHeldSteps(tx: Tx, changed: readonly Decided[]): Promise<void> {
  const held = changed
    .filter((d) => d.turn.state.outreach.held !== d.turn.before.outreach.held)
    .map((d) => d.turn.state.outreach);
  if (held.length === 0) return;
  await tx.query({
    name: 'write-held-steps',
    text: `update outreach o set held_steps = array(select (h->>'step')::int from jsonb_array_elements(u.held) with ordinality x(h, n) order by n),
             held_channels = array(select h->>'channel' from jsonb_array_elements(u.held) with ordinality x(h, n) order by n)
           from unnest($1::uuid[], $2::jsonb[]) as u(id, held) where o.id = u.id`,
    values: [held.map((o) => o.id), held.map((o) => JSON.stringify(o.held))],
  });
}

async function writeNotices(tx: Tx, changed: readonly Decided[], now: Date): Promise<void> {
  const rows = changed.flatMap((d) => {
    const before = new Map(d.turn.before.notices.map((n) => [n.id, n]));
    return d.turn.state.notices.filter((n) => before.get(n.id) !== n);
  });
  if (rows.length === 0) return;
  await tx.query({
    name: 'write-notices',
    text: `update notice n set state = u.state, overdue = u.overdue, evidence_grade = u.grade, evidence_channel = u.channel, evidence_at = u.at,
             booked_slot_id = u.slot, barred = u.barred, correction = u.correction, closed_at = case when u.state = 'open' then null else coalesce(n.closed_at, $8) end
           from unnest($1::uuid[], $2::text[], $3::bool[], $4::text[], $5::text[], $6::timestamptz[], $7::uuid[], $9::text[], $10::text[]) as u(id, state, overdue, grade, channel, at, slot, barred, correction)
           where n.id = u.id`,
    values: [
      ...columns(rows, 'id', 'state', 'overdue'),
      rows.map((n) => n.evidence?.grade ?? null),
      rows.map((n) => n.evidence?.channel ?? null),
      rows.map((n) => n.evidence?.at ?? null),
      rows.map((n) => n.bookedSlotId),
      now,
      rows.map((n) => n.barred),
      rows.map((n) => n.correction ?? null),
    ],
  });
}

async function writeContactPoints(tx: Tx, changed: readonly Decided[], now: Date): Promise<void> {
  const touched = eventsOf(changed, 'contact.invalid');
  if (touched.length === 0) return;
  const rows = touched.flatMap((t) => t.turn.state.contactPoints.filter((c) => c.id === t.event.contactPointId));
  const unique = [...new Map(rows.map((c) => [c.id, c])).values()];
  await tx.query(
    // What is a fault of the address (a landline, no such number) is one for whoever is reached there, under any system; that
    // it is a wrong number is between it and this party.
    `update contact_point c set voice_off = coalesce(c.voice_off, u.voice), sms_off = coalesce(c.sms_off, u.sms),
       im_off = coalesce(c.im_off, u.im), email_off = coalesce(c.email_off, u.email), faulty_at = $6, updated_at = $6
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as u(id, voice, sms, im, email)
     join contact_point k on k.id = u.id
     where c.practice_id = k.practice_id and c.address_index = k.address_index and (c.party_id = k.party_id
       or not coalesce('wrong_number' in (u.voice, u.sms, u.im, u.email), false))`,
    [
      unique.map((c) => c.id),
      unique.map((c) => c.off.voice),
      unique.map((c) => c.off.sms),
      unique.map((c) => c.off.im),
      unique.map((c) => c.off.email),
      now,
    ],
  );
  const suppressed = touched
    .filter((t) => t.event.fault === 'opted_out')
    .flatMap((t) => {
      const point = t.turn.state.contactPoints.find((c) => c.id === t.event.contactPointId);
      const index = t.loaded.addressIndexes.get(t.event.contactPointId);
      return (point?.suppressed ?? []).map((channel) => ({
        practice: t.turn.state.outreach.practiceId,
        index,
        channel,
      }));
    });
  if (suppressed.length > 0)
    await tx.query(
      `insert into suppression (practice_id, address_index, channel, since)
       select u.*, $4 from unnest($1::uuid[], $2::bytea[], $3::text[]) as u on conflict do nothing`,
      [...columns(suppressed, 'practice', 'index', 'channel'), now],
    );
}

function newAttempts(d: Decided): NewAttempt[] {
  const byId = new Map(d.turn.state.attempts.map((a) => [a.id, a]));
  const visits = tellable(d.turn.state).map((n) => n.id);
  return d.turn.events.flatMap((e) => {
    const attempt = e.type === 'attempt.planned' ? byId.get(e.attemptId) : undefined;
    const addressIndex = attempt && d.loaded.addressIndexes.get(attempt.contactPointId);
    return attempt && addressIndex ? [{ attempt, addressIndex, outreach: d.turn.state.outreach, visits }] : [];
  });
}

async function updateAttempts(tx: Tx, changed: readonly Decided[], { now, refs }: WriteContext): Promise<void> {
  const rows = changed.flatMap((d) => changedAttempts(d.turn));
  if (rows.length > 0)
    await tx.query({
      name: 'write-attempts',
      text: `update attempt a set state = u.state, reached = greatest(a.reached, u.reached), code = u.code, generation = u.generation, excused = u.excused,
               lease_until = case when u.state = 'sending' then a.lease_until end,
               queued_at = case when u.state = 'queued' then $6 else a.queued_at end,
               settled_at = case when u.state in ('queued','sending') then null when a.state = u.state then a.settled_at else $6 end,
               -- A doubtful send is fenced off: its worker can no longer write.
               fence = case when u.state = 'in_doubt' and a.state = 'sending' then a.fence + 1 else a.fence end,
               provider_ref = coalesce(a.provider_ref, case when x.id is null then u.ref end)
             from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::int[], $7::text[], $8::bool[]) as u(id, state, reached, code, generation, ref, excused)
             left join lateral (select other.id from attempt other where other.provider_ref = u.ref limit 1) x on true
             where a.id = u.id`,
      values: [
        ...columns(rows, 'id', 'state'),
        rows.map((a) => rankOf(a.reached)),
        rows.map((a) => a.code),
        rows.map((a) => a.generation),
        now,
        rows.map((a) => refs?.get(a.id) ?? null),
        rows.map((a) => a.excused),
      ],
    });
  const again = eventsOf(changed, 'attempt.throttled');
  if (again.length > 0)
    await tx.query(
      `insert into outbox (topic, attempt_id, generation, not_before, created_at, urgent_at)
       select a.channel, a.id, a.generation, u.until, $3, case when a.purpose = 'tell' then o.deadline_at else $3 end
       from unnest($1::uuid[], $2::timestamptz[]) as u(id, until) join attempt a on a.id = u.id join outreach o on o.id = a.outreach_id`,
      [again.map((e) => e.event.attemptId), again.map((e) => e.event.until), now],
    );
}

async function writeTasks(tx: Tx, changed: readonly Decided[], now: Date): Promise<void> {
  const opened = eventsOf(changed, 'task.opened');
  const resolved = eventsOf(changed, 'task.resolved');
  const born = new Set(opened.map((t) => t.event.taskId));
  // A task may make room for another of its kind, or be over in the decision that opened it.
  await resolveTasks(
    tx,
    resolved.filter((t) => !born.has(t.event.taskId)),
    now,
  );
  if (opened.length > 0)
    await tx.query(
      `insert into task (id, practice_id, batch_id, outreach_id, notice_ids, kind, reason, state, due_at, opened_at)
       select u.id, u.practice, u.batch, u.outreach, array(select jsonb_array_elements_text(u.notices)::uuid), u.kind, u.reason, 'open', u.due, $9
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::jsonb[], $6::text[], $7::text[], $8::timestamptz[])
         as u(id, practice, batch, outreach, notices, kind, reason, due)`,
      [
        opened.map((t) => t.event.taskId),
        opened.map((t) => t.turn.state.outreach.practiceId),
        opened.map((t) => t.turn.state.outreach.batchId),
        opened.map((t) => t.turn.state.outreach.id),
        opened.map((t) => JSON.stringify(t.event.noticeIds)),
        opened.map((t) => t.event.kind),
        opened.map((t) => t.event.reason),
        opened.map((t) => t.event.dueAt),
        now,
      ],
    );
  await resolveTasks(
    tx,
    resolved.filter((t) => born.has(t.event.taskId)),
    now,
  );
}

async function resolveTasks(
  tx: Tx,
  resolved: readonly { event: LedgerEventOf<'task.resolved'> }[],
  now: Date,
): Promise<void> {
  if (resolved.length === 0) return;
  await tx.query(
    `update task t set state = 'resolved', claimed_by = null, claimed_until = null, resolved_at = $4, resolved_by = u.by, resolution = u.resolution
     from unnest($1::uuid[], $2::text[], $3::text[]) as u(id, by, resolution) where t.id = u.id and t.state <> 'resolved'`,
    [
      resolved.map((t) => t.event.taskId),
      resolved.map((t) => t.event.by),
      resolved.map((t) => t.event.resolution),
      now,
    ],
  );
}
