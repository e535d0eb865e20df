/** I1, I2: what the practice was told is taken over, is. */
import type { Evidence, Promised } from './evidence.js';
import { type Invariant, namedAtMost, type Violation } from './invariant.js';

/** Batches this young are counted again at each look; what is written later than its batch is never written. */
const youngLeases = 20;

/** A batch is written in one transaction: either all its notices are there or none. */
async function wholeBatches(e: Evidence): Promise<Violation[]> {
  const since = e.changed ? new Date(e.now.getTime() - youngLeases * e.leaseMs) : null;
  const rows = await e.query(
    `select b.id, b.accepted, (select count(*)::int from notice n where n.batch_id = b.id) notices
     from batch b where ($1::timestamptz is null or b.created_at > $1)
       and b.accepted <> (select count(*) from notice n where n.batch_id = b.id) limit $2`,
    [since, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I1',
    what: `batch ${r.id} took over ${r.accepted} appointments and has ${r.notices} notices`,
  }));
}

async function promisesKept(e: Evidence): Promise<Violation[]> {
  const pairs = new Map(
    (e.promised ?? []).flatMap((p) => p.externalIds.map((x) => [`${p.batchId} ${x}`, { batchId: p.batchId, x }])),
  );
  const wanted = [...pairs.values()];
  const rows = await e.query(
    `select p.batch, count(*) filter (where n = 0)::int missing, count(*) filter (where n > 1)::int twice from (
       select p.batch, p.external, count(n.id) n from unnest($1::uuid[], $2::text[]) as p(batch, external)
       left join notice n on n.batch_id = p.batch and n.external_id = p.external group by 1, 2) p
     where n <> 1 group by 1 limit $3`,
    [wanted.map((w) => w.batchId), wanted.map((w) => w.x), namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I1',
    what: `batch ${r.batch} was promised, but ${r.missing} of its appointments have no notice and ${r.twice} have several`,
  }));
}

async function oneAnswerPerKey(e: Evidence): Promise<Violation[]> {
  const promised = e.promised ?? [];
  const rows = await e.query(
    `select b.id, b.practice_id, array(select i.key from idempotency i where i.practice_id = b.practice_id and i.response->>'id' = b.id::text) keys
     from batch b where b.id = any($1)`,
    [[...new Set(promised.map((p) => p.batchId))]],
  );
  const known = new Map(rows.map((r) => [r.id as string, { practice: r.practice_id, keys: r.keys as string[] }]));
  const first = new Map<string, Promised>();
  const violations: Violation[] = [];
  const say = (what: string): void => void violations.push({ invariant: 'I2', what });
  for (const p of promised) {
    const batch = known.get(p.batchId);
    if (!batch) continue;
    if (!batch.keys.includes(p.idempotencyKey)) say(`batch ${p.batchId} does not know the key it was asked for with`);
    const key = `${batch.practice} ${p.idempotencyKey}`;
    const earlier = first.get(key);
    if (!earlier) first.set(key, p);
    else if (earlier.bodyHash !== p.bodyHash)
      say(`one key was taken for two bodies: batches ${earlier.batchId}, ${p.batchId}`);
    else if (earlier.batchId !== p.batchId) say(`one key made two batches: ${earlier.batchId} and ${p.batchId}`);
  }
  return violations.slice(0, namedAtMost);
}

export const promises: readonly Invariant[] = [
  {
    id: 'I1',
    title: 'A batch that was taken over is there as a whole',
    when: 'always',
    needs: [],
    check: wholeBatches,
  },
  {
    id: 'I1',
    title: 'Every appointment a practice was told is taken over has exactly one notice',
    when: 'always',
    needs: ['promised'],
    check: promisesKept,
  },
  {
    id: 'I2',
    title: 'Asked again with the same key, a practice gets the same batch; another body is refused',
    when: 'always',
    needs: ['promised'],
    check: oneAnswerPerKey,
  },
];
