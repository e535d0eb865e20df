/** What the sender's own system said last of a thing: what is older is told apart, and what is newer remembered. */
import type { SourceVersion } from '@rollcall/contracts';
import type { Tx } from './connect.js';

export type Versioned = 'appointment' | 'patient' | 'slot';
export interface SaidOf extends SourceVersion {
  externalId: string;
}

/** By time; of the same time, or without one, by sequence. What cannot be compared is not older. */
const isOlder = `case when u.source_at <> k.source_at then u.source_at < k.source_at
       when u.version is not null and k.version is not null then u.version < k.version else false end`;

/** The same, of a row that meets the one that is there. */
const isOlderThanKept = `case when excluded.source_at <> k.source_at then excluded.source_at < k.source_at
       when excluded.version is not null and k.version is not null then excluded.version < k.version else false end`;

const said = `unnest($3::text[], $4::timestamptz[], $5::bigint[]) as u(external_id, source_at, version)`;

function valuesOf(practiceId: string, kind: Versioned, things: readonly SaidOf[]): unknown[] {
  return [
    practiceId,
    kind,
    things.map((t) => t.externalId),
    things.map((t) => t.sourceUpdatedAt ?? null),
    things.map((t) => t.version ?? null),
  ];
}

const versioned = (things: readonly SaidOf[]): SaidOf[] =>
  things.filter((t) => t.sourceUpdatedAt !== undefined || t.version !== undefined);

/** Of what carries a version, the external ids of what is older than what was said before. Writes nothing. */
export async function outdated(
  tx: Tx,
  practiceId: string,
  kind: Versioned,
  things: readonly SaidOf[],
): Promise<Set<string>> {
  const own = versioned(things);
  if (own.length === 0) return new Set();
  const { rows } = await tx.query(
    `select u.external_id from ${said} join source_version k
       on k.practice_id = $1 and k.kind = $2 and k.external_id = u.external_id where ${isOlder}`,
    valuesOf(practiceId, kind, own),
  );
  return new Set(rows.map((r) => r.external_id));
}

/**
 * Remembers what is newer, and returns what is older. Two that come at once are put in order by the row they both write, in
 * the order of their ids, so that they do not wait for each other.
 */
export async function takeVersions(
  tx: Tx,
  practiceId: string,
  kind: Versioned,
  things: readonly SaidOf[],
): Promise<Set<string>> {
  const own = versioned(things);
  if (own.length === 0) return new Set();
  const { rows } = await tx.query(
    `insert into source_version as k (practice_id, kind, external_id, source_at, version)
     select $1, $2, u.external_id, u.source_at, u.version from ${said} order by u.external_id
     on conflict (practice_id, kind, external_id) do update
       set source_at = coalesce(excluded.source_at, k.source_at), version = coalesce(excluded.version, k.version)
       where not (${isOlderThanKept}) returning external_id`,
    valuesOf(practiceId, kind, own),
  );
  const taken = new Set(rows.map((r) => r.external_id));
  return new Set(own.map((t) => t.externalId).filter((id) => !taken.has(id)));
}
