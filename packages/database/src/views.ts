/** Who looked at names and numbers, and of whom: written before they are shown, and kept. */
import type { ViewEntry } from '@rollcall/contracts';
import type { Tx } from './connect.js';

/** Of these conversations, those about a patient whose record is restricted. */
export async function restrictedOf(tx: Tx, practiceId: string, outreachIds: readonly string[]): Promise<Set<string>> {
  if (outreachIds.length === 0) return new Set();
  const { rows } = await tx.query({
    name: 'restricted-outreaches',
    text: `select distinct n.outreach_id from notice n join patient p on p.id = n.patient_id
           where n.practice_id = $1 and n.outreach_id = any($2) and p.restricted`,
    values: [practiceId, outreachIds],
  });
  return new Set(rows.map((r) => r.outreach_id));
}

/** Of these conversations, those about a confidential visit: a guardian must not learn of it from whoever calls. */
export async function confidentialOf(tx: Tx, practiceId: string, outreachIds: readonly string[]): Promise<Set<string>> {
  if (outreachIds.length === 0) return new Set();
  const { rows } = await tx.query({
    name: 'confidential-outreaches',
    text: `select distinct outreach_id from notice where practice_id = $1 and outreach_id = any($2) and confidential`,
    values: [practiceId, outreachIds],
  });
  return new Set(rows.map((r) => r.outreach_id));
}

export interface View {
  id: string;
  practiceId: string;
  keyId: string;
  what: ViewEntry['what'];
  outreachIds: readonly string[];
  restrictedIds: readonly string[];
  by?: string;
  because?: string;
  at: Date;
}

export async function recordView(tx: Tx, v: View): Promise<void> {
  await tx.query({
    name: 'view-log',
    text: `insert into view_log (id, practice_id, key_id, what, outreach_ids, restricted_ids, by_name, because, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      v.id,
      v.practiceId,
      v.keyId,
      v.what,
      v.outreachIds,
      v.restrictedIds,
      v.by ?? null,
      v.because ?? null,
      v.at,
    ],
  });
}

/** Newest first. */
export async function listViews(
  tx: Tx,
  practiceId: string,
  filter: { after: string | null; restricted: boolean; limit: number },
): Promise<ViewEntry[]> {
  const { rows } = await tx.query(
    `select v.*, k.label from view_log v left join api_key k on k.id = v.key_id and k.practice_id = v.practice_id
     where v.practice_id = $1 and ($2::uuid is null or v.id < $2) and (not $3 or cardinality(v.restricted_ids) > 0) order by v.id desc limit $4`,
    [practiceId, filter.after, filter.restricted, filter.limit],
  );
  return rows.map((r) => ({
    id: r.id,
    at: (r.at as Date).toISOString(),
    keyId: r.key_id,
    keyLabel: r.label,
    what: r.what,
    outreachIds: r.outreach_ids,
    restrictedIds: r.restricted_ids,
    by: r.by_name,
    because: r.because,
  }));
}
