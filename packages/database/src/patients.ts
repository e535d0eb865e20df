/** Patients as the practice's own system speaks of them between batches: changed, merged, looked up. Always of one practice. */
import type { Tx } from './connect.js';

/** The record each of these was merged into, else itself. */
export async function survivors(
  tx: Tx,
  practiceId: string,
  externalIds: readonly string[],
): Promise<(externalId: string) => string> {
  const { rows } = await tx.query({
    name: 'patient-survivors',
    text: `select p.external_id, s.external_id survivor from patient p join patient s on s.practice_id = p.practice_id and s.id = p.merged_into
           where p.practice_id = $1 and p.external_id = any($2) and p.merged_into is not null`,
    values: [practiceId, externalIds],
  });
  const of = new Map<string, string>(rows.map((r) => [r.external_id, r.survivor]));
  return (externalId) => of.get(externalId) ?? externalId;
}
