/** The inbox: facts from outside, stored sealed and once before anybody is told that we have them. */
import { type FactSource, recordVersion } from '@rollcall/contracts';
import { newId } from '@rollcall/platform';
import type { Database, Tx } from './connect.js';
import { noPractice, type Sealer } from './sealing/sealer.js';

export interface NewFact {
  source: FactSource;
  kind: string;
  /** Unique with the source: the same event told twice has the same key. */
  dedupeKey: string;
  attemptId: string | null;
  payload: unknown;
  /** Business milliseconds it may wait to be applied together with what else comes about its attempt. Default 0. */
  restMs?: number;
}
export interface StoredFact {
  id: string;
  kind: string;
  attemptId: string | null;
  /** Whose attempt it is about; null while it names none of ours. */
  outreachId: string | null;
  payload: unknown;
  receivedAt: Date;
  tries: number;
}

/** Stores facts; returns per fact its id, and whether it is new. */
export async function storeFacts(
  tx: Tx,
  sealer: Sealer,
  facts: readonly NewFact[],
  now: Date,
): Promise<{ id: string; isNew: boolean }[]> {
  if (facts.length === 0) return [];
  const ids = facts.map(newId);
  // By key: two statements with some of the same events, each waiting for what the other has just written, would deadlock.
  const rows = facts
    .map((fact, n) => ({ fact, id: ids[n], sealed: sealer.seal(JSON.stringify(fact.payload), 'fact', noPractice) }))
    .sort((a, b) => (a.fact.dedupeKey < b.fact.dedupeKey ? -1 : a.fact.dedupeKey > b.fact.dedupeKey ? 1 : 0));
  let end = 1;
  // The sealed bytes travel as one value: an array of them would be written, sent and read as hex. Lengths tell them apart.
  const { rowCount } = await tx.query({
    name: 'inbox-store',
    text: `insert into inbox (id, source, kind, dedupe_key, attempt_id, payload_sealed, ready_at, received_at, v)
           select u.id, u.source, u.kind, u.dedupe_key, u.attempt_id, substr($6::bytea, u.at, u.bytes),
             $9::timestamptz + u.rest_ms * interval '1 ms', $9, $10
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $7::int[], $8::int[], $11::float8[])
             as u(id, source, kind, dedupe_key, attempt_id, at, bytes, rest_ms)
           on conflict (source, dedupe_key) do nothing`,
    values: [
      rows.map((r) => r.id),
      rows.map((r) => r.fact.source),
      rows.map((r) => r.fact.kind),
      rows.map((r) => r.fact.dedupeKey),
      rows.map((r) => r.fact.attemptId),
      Buffer.concat(rows.map((r) => r.sealed)),
      rows.map((r) => {
        end += r.sealed.length;
        return end - r.sealed.length;
      }),
      rows.map((r) => r.sealed.length),
      now,
      recordVersion,
      rows.map((r) => r.fact.restMs ?? 0),
    ],
  });
  if (rowCount === facts.length) return ids.map((id) => ({ id, isNew: true }));
  const known = await idsOf(tx, facts);
  return facts.map((f, n) => {
    const id = known.get(`${f.source} ${f.dedupeKey}`) ?? ids[n] ?? '';
    return { id, isNew: id === ids[n] };
  });
}

async function idsOf(tx: Tx, facts: readonly NewFact[]): Promise<Map<string, string>> {
  const { rows } = await tx.query({
    name: 'inbox-find',
    text: `select i.id, i.source, i.dedupe_key from unnest($1::text[], $2::text[]) as u(source, key)
           join inbox i on i.source = u.source and i.dedupe_key = u.key`,
    values: [facts.map((f) => f.source), facts.map((f) => f.dedupeKey)],
  });
  return new Map(rows.map((r) => [`${r.source} ${r.dedupe_key}`, r.id]));
}

/**
 * Locks up to `limit` facts that are ready and that nobody has applied yet, oldest first; another conductor's are skipped, and so are those of a
 * later version, which wait for a build that can read them.
 */
export async function takeFacts(tx: Tx, sealer: Sealer, now: Date, limit: number): Promise<StoredFact[]> {
  const { rows } = await tx.query({
    name: 'inbox-take',
    text: `select i.*, a.outreach_id from (
             select id, kind, attempt_id, payload_sealed, received_at, tries, ready_at from inbox
             where processed_at is null and ready_at <= $3 and v <= $2 order by ready_at, received_at, id limit $1 for update skip locked) i
           left join attempt a on a.id = i.attempt_id order by i.ready_at, i.received_at, i.id`,
    values: [limit, recordVersion, now],
  });
  return rows.map((r) => opened(r, sealer));
}

/** The rest of what waits about attempts of these outreaches, ready or not: it is decided with what made them be looked at. */
export async function takeFactsOf(
  tx: Tx,
  sealer: Sealer,
  outreachIds: readonly string[],
  taken: readonly StoredFact[],
): Promise<StoredFact[]> {
  if (outreachIds.length === 0) return [];
  const { rows } = await tx.query({
    name: 'inbox-take-of',
    // Said so that only these attempts' facts are looked at: planned the other way round it reads every fact that waits.
    text: `select i.*, a.outreach_id from (select id, outreach_id from attempt where outreach_id = any($1) offset 0) a cross join lateral (
             select i.id, i.kind, i.attempt_id, i.payload_sealed, i.received_at, i.tries from inbox i
             where i.attempt_id = a.id and i.processed_at is null and i.v <= $3 and i.id <> all($2::uuid[]) for update skip locked) i`,
    values: [outreachIds, taken.map((f) => f.id), recordVersion],
  });
  return rows.map((r) => opened(r, sealer));
}

const opened = (r: Record<string, unknown>, sealer: Sealer): StoredFact => ({
  id: r.id as string,
  kind: r.kind as string,
  attemptId: r.attempt_id as string | null,
  outreachId: r.outreach_id as string | null,
  payload: JSON.parse(sealer.open(r.payload_sealed as Buffer, 'fact', noPractice)),
  receivedAt: r.received_at as Date,
  tries: r.tries as number,
});

/** Marks facts as applied, with a word on what came of each. */
export async function settleFacts(
  tx: Tx,
  settled: readonly { id: string; result: string }[],
  now: Date,
): Promise<void> {
  if (settled.length === 0) return;
  await tx.query({
    name: 'inbox-settle',
    text: `update inbox i set processed_at = $3, result = u.result, tries = i.tries + 1 from unnest($1::uuid[], $2::text[]) as u(id, result) where i.id = u.id`,
    values: [settled.map((s) => s.id), settled.map((s) => s.result), now],
  });
}

/** Leaves facts to a later build: they concern an outreach that it has begun to decide. */
export async function leaveFacts(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({
    name: 'inbox-leave',
    text: `update inbox set v = greatest(v, $2) where id = any($1::uuid[])`,
    values: [ids, recordVersion + 1],
  });
}

/** Which of these facts have been applied. The gateway asks this before it tells a patient "noted". */
export async function settledOf(db: Database, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.pool.query({
    name: 'inbox-settled',
    text: `select id from inbox where id = any($1) and processed_at is not null`,
    values: [ids],
  });
  return new Set(rows.map((r) => r.id));
}
