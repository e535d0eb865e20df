/** Which facts have come in, by their keys: asked where the next step depends on one that need not be applied yet. */
import type { FactSource } from '@rollcall/contracts';
import type { Tx } from './connect.js';

export async function storedKeys(tx: Tx, source: FactSource, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query({
    name: 'inbox-stored',
    text: `select i.dedupe_key from unnest($2::text[]) as u(key) join inbox i on i.source = $1 and i.dedupe_key = u.key`,
    values: [source, keys],
  });
  return new Set(rows.map((r) => r.dedupe_key));
}
