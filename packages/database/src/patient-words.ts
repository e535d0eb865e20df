/** What patients wrote in their own words: sealed, and opened for operators only. */
import type { TaskView } from '@rollcall/contracts';
import { columns } from './columns.js';
import type { Database, Tx } from './connect.js';
import type { Sealer } from './sealing/sealer.js';

export interface PatientWords {
  practiceId: string;
  outreachId: string;
  /** The fact they came with: told again, they are kept once. */
  inboxId: string;
  channel: 'sms' | 'im' | 'email';
  saidAt: Date;
  words: string;
}

/** A letter is cut: the operators' list is no mailbox. */
const longest = 1600;

export async function keepWords(
  tx: Tx,
  sealer: Sealer,
  said: readonly PatientWords[],
  newId: () => string,
): Promise<void> {
  if (said.length === 0) return;
  await tx.query({
    name: 'words-keep',
    text: `insert into patient_words (id, practice_id, outreach_id, inbox_id, channel, said_at, words_sealed)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::bytea[]) on conflict do nothing`,
    values: [
      said.map(newId),
      ...columns(said, 'practiceId', 'outreachId', 'inboxId', 'channel', 'saidAt'),
      said.map((s) => sealer.seal(s.words.slice(0, longest), 'words', s.practiceId)),
    ],
  });
}

type Said = NonNullable<TaskView['said']>;
const shown = 5;

/** The last few of each outreach, oldest first, in the clear: for operators only, and never logged. */
export async function wordsOf(
  db: Database,
  practiceId: string,
  outreachIds: readonly string[],
): Promise<Map<string, Said>> {
  const { rows } = await db.pool.query({
    name: 'words-of-outreaches',
    text: `select u.id, w.channel, w.said_at, w.words_sealed from unnest($2::uuid[]) as u(id) cross join lateral (
             select channel, said_at, words_sealed, id from patient_words where outreach_id = u.id and practice_id = $1 order by said_at desc, id desc limit $3) w
           order by w.said_at, w.id`,
    values: [practiceId, outreachIds, shown],
  });
  const result = new Map<string, Said>();
  for (const r of rows)
    result.set(r.id, [
      ...(result.get(r.id) ?? []),
      {
        at: (r.said_at as Date).toISOString(),
        channel: r.channel,
        words: db.sealer.open(r.words_sealed, 'words', practiceId),
      },
    ]);
  return result;
}
