/** New attempts with their outbox rows and reply codes. */
import { type AttemptRow, freeCode, type OutreachRow } from '@rollcall/domain';
import type { Tx } from './connect.js';

export interface NewAttempt {
  attempt: AttemptRow;
  addressIndex: Buffer;
  outreach: OutreachRow;
  /** Visits that are told of together; fewer than two need no letters. */
  visits: readonly string[];
}

export async function insertAttempts(tx: Tx, planned: readonly NewAttempt[], context: { now: Date }): Promise<void> {
  if (planned.length === 0) return;
  const letters = await openReplyCodes(tx, planned, context.now);
  await tx.query({
    name: 'write-attempts-planned',
    // The outbox rows are not joined to the new attempts: a join of two results nobody has counted is quadratic.
    text: `with new as (
             insert into attempt (id, practice_id, outreach_id, contact_point_id, address_index, channel, purpose, step, attempt_no, offer_id,
               send_by, reply_code, wording, state, generation, fence, reached, planned_at, queued_at)
             select u.*, 'queued', 1, 0, 0, $13, $13
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[], $6::text[], $7::text[], $8::int[], $9::int[], $10::uuid[],
               $11::timestamptz[], $12::text[], $15::text[]) as u)
           insert into outbox (topic, attempt_id, generation, not_before, created_at, urgent_at)
           select u.channel, u.id, 1, $13, $13, u.urgent from unnest($1::uuid[], $6::text[], $14::timestamptz[]) as u(id, channel, urgent)`,
    values: [
      planned.map((p) => p.attempt.id),
      planned.map((p) => p.outreach.practiceId),
      planned.map((p) => p.outreach.id),
      planned.map((p) => p.attempt.contactPointId),
      planned.map((p) => p.addressIndex),
      planned.map((p) => p.attempt.channel),
      planned.map((p) => p.attempt.purpose),
      planned.map((p) => p.attempt.step),
      planned.map((p) => p.attempt.attemptNo),
      planned.map((p) => p.attempt.offerId),
      planned.map((p) => p.attempt.sendBy),
      planned.map((p) => letters.get(p.attempt.id) ?? null),
      context.now,
      planned.map((p) => urgency(p, context.now)),
      planned.map((p) => p.attempt.wording ?? null),
    ],
  });
}

/** Whose turn it is: the earliest deadline of all practices. Somebody who waits for our answer comes before them all. */
const urgency = ({ attempt, outreach }: NewAttempt, now: Date): Date =>
  attempt.purpose === 'tell' ? outreach.deadlineAt : now;

interface Letters {
  code: string;
  shown: boolean;
  visitCodes: readonly string[];
  visitIds: readonly string[];
}
const noVisits = { visitCodes: [], visitIds: [] };

/** A chat names no visit, so there is nothing to tell apart in it. */
const wantsLetters = ({ attempt, visits }: NewAttempt): boolean => attempt.channel === 'sms' && visits.length > 1;

/** All of them or none: a visit without a letter could not be answered for. */
function visitLetters(
  visits: readonly string[],
  others: ReadonlySet<string>,
): Pick<Letters, 'visitCodes' | 'visitIds'> {
  const taken = new Set(others);
  const codes = visits.flatMap(() => {
    const code = freeCode(taken);
    if (code !== null) taken.add(code);
    return code ?? [];
  });
  return codes.length === visits.length && freeCode(taken) !== null
    ? { visitCodes: codes, visitIds: visits }
    : noVisits;
}

const asks = (a: AttemptRow): boolean => a.channel === 'sms' || a.channel === 'im';
const questionKey = (index: Buffer, outreachId: string): string => `${index.toString('hex')} ${outreachId}`;

/**
 * Gives each question put to a number its letter: the smallest free one on that number, kept for the whole outreach.
 * The message shows it when the number has, or may soon have, another open question. A text that speaks of several visits
 * has one for each of them before its own, so that A is the first visit. Two planners meet here at one number, so the number
 * is locked first (sorted, so that they cannot deadlock).
 */
async function openReplyCodes(tx: Tx, planned: readonly NewAttempt[], now: Date): Promise<Map<string, string>> {
  const asking = planned.filter((p) => asks(p.attempt));
  const shown = new Map<string, string>();
  if (asking.length === 0) return shown;
  const indexes = [...new Map(asking.map((p) => [p.addressIndex.toString('hex'), p.addressIndex])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, index]) => index);
  const [, live, sharing] = await Promise.all([
    tx.query({
      name: 'reply-code-lock',
      text: `select pg_advisory_xact_lock(hashtextextended(encode(i, 'hex'), 7)) from unnest($1::bytea[]) with ordinality as u(i, n) order by n`,
      values: [indexes],
    }),
    tx.query({
      name: 'reply-code-live',
      // Said so that it does not read the whole index of open codes (see connect.ts).
      text: `select encode(u.i, 'hex') i, r.code, r.outreach_id, r.shown, r.visit_codes, r.visit_ids from unnest($1::bytea[]) as u(i) cross join lateral (
               select c.code, c.outreach_id, c.shown, c.visit_codes, c.visit_ids from reply_code c
               where c.address_index = u.i and coalesce(c.closed_at, 'infinity') = 'infinity' limit 26) r`,
      values: [indexes],
    }),
    tx.query({
      name: 'reply-code-sharing',
      // Said so that it does not read the index of all alarms once for each number.
      text: `select encode(u.i, 'hex') i from unnest($1::bytea[]) as u(i) cross join lateral (
               select count(distinct c.party_id) parties from contact_point c join outreach o on o.practice_id = c.practice_id and o.party_id = c.party_id
               where c.address_index = u.i and c.system in ('phone','whatsapp') and coalesce(o.state, '') = 'active') s where s.parties > 1`,
      values: [indexes],
    }),
  ]);
  const shared = new Set(sharing.rows.map((r) => r.i as string));
  const known = new Map<string, Letters>();
  const taken = new Map<string, Set<string>>();
  for (const r of live.rows) {
    known.set(`${r.i} ${r.outreach_id}`, {
      code: r.code,
      shown: r.shown,
      visitCodes: r.visit_codes,
      visitIds: r.visit_ids,
    });
    const others = taken.get(r.i) ?? new Set<string>();
    for (const code of [r.code, ...r.visit_codes]) others.add(code);
    taken.set(r.i, others);
  }
  const opened = new Map<string, Letters & { practice: string; index: Buffer; outreach: string }>();
  for (const p of asking) {
    const hex = p.addressIndex.toString('hex');
    const key = questionKey(p.addressIndex, p.outreach.id);
    const others = taken.get(hex) ?? new Set<string>();
    let own = known.get(key);
    if (!own || (own.visitIds.length === 0 && wantsLetters(p))) {
      const visits = wantsLetters(p) ? visitLetters(p.visits, others) : noVisits;
      const code: string | null = own?.code ?? freeCode(new Set([...others, ...visits.visitCodes]));
      // 26 open questions on one number: without a letter the answer would be ambiguous, and is then asked back.
      if (code === null) continue;
      own = { code, shown: own?.shown ?? (shared.has(hex) || others.size > 0), ...visits };
      known.set(key, own);
      taken.set(hex, new Set([...others, code, ...visits.visitCodes]));
      opened.set(key, { practice: p.outreach.practiceId, index: p.addressIndex, outreach: p.outreach.id, ...own });
    }
    if (own.shown) shown.set(p.attempt.id, own.code);
  }
  const rows = [...opened.values()];
  if (rows.length > 0)
    await tx.query({
      name: 'reply-code-open',
      // An array of arrays would have to be of one length: the visits travel as words.
      text: `insert into reply_code (practice_id, address_index, code, outreach_id, shown, visit_codes, visit_ids, opened_at)
             select u.p, u.i, u.c, u.o, u.s, string_to_array(u.codes, ' '), string_to_array(u.ids, ' ')::uuid[], $6
             from unnest($1::uuid[], $2::bytea[], $3::text[], $4::uuid[], $5::bool[], $7::text[], $8::text[]) as u(p, i, c, o, s, codes, ids)
             on conflict (address_index, outreach_id) do update set code = excluded.code, shown = excluded.shown, visit_codes = excluded.visit_codes,
               visit_ids = excluded.visit_ids, opened_at = excluded.opened_at, closed_at = null`,
      values: [
        rows.map((o) => o.practice),
        rows.map((o) => o.index),
        rows.map((o) => o.code),
        rows.map((o) => o.outreach),
        rows.map((o) => o.shown),
        now,
        rows.map((o) => o.visitCodes.join(' ')),
        rows.map((o) => o.visitIds.join(' ')),
      ],
    });
  return shown;
}
