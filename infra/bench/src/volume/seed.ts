/** A large database in a minute or two: everything in set statements, and every constraint of ours holds at the end. */
import { apiScopes, callbackTypes, type PracticeInput } from '@rollcall/contracts';
import { addPolicy, createApiKey, createPractice, openDatabase } from '@rollcall/database';
import { secretsOf } from '@rollcall/embedded';
import { policy } from '../end-to-end/people.js';
import type { Ground } from '../ground.js';
import { setAside } from './set-aside.js';
import type { SeededBatch } from './shape.js';
import { statements } from './statements.js';

export interface Seeded {
  practiceId: string;
  /** Of the first practice, with every scope. */
  key: string;
}

const clinic: PracticeInput = {
  name: '',
  spokenName: 'Main Street Clinic',
  timeZone: 'America/New_York',
  country: 'US',
  language: 'en',
  callbackNumber: '+15550100100',
};
const name = { given: 'Ana', family: 'Doe' };
/** Every patient, party, phone, address and webhook secret. */
const said = [
  ['patient', JSON.stringify({ ...name, birthDate: null })],
  ['party', JSON.stringify(name)],
  ['address', '+12125550100'],
  ['address', 'ana@example.test'],
  ['secret', 'whsec_YmVuY2g='],
] as const;

/** Fills a migrated database. Names and numbers are the same few for everybody; they open as what they are. */
export async function seed(
  ground: Ground,
  given: { practices: number; batches: readonly SeededBatch[]; now: Date },
): Promise<Seeded> {
  const { look } = ground;
  const { now, batches } = given;
  const database = openDatabase({
    url: ground.databaseUrl,
    poolSize: 1,
    encryptionKeys: secretsOf(ground.dir).encryptionKeys,
    applicationName: 'bench-seed',
  });
  try {
    const ids: string[] = [];
    const sealed: Buffer[][] = [];
    for (let n = 0; n < given.practices; n++) {
      const id = (await look.query('select uuidv7() id')).rows[0].id as string;
      await createPractice(database, id, { ...clinic, name: `Clinic ${n}` }, now);
      await addPolicy(database, id, policy, now);
      ids.push(id);
      sealed.push(said.map(([what, words]) => database.sealer.seal(words, what, id)));
    }
    const putBack = await setAside(look);
    await look.query(
      `create temp table seed_practice as
      select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) with ordinality
        as u(practice_id, patient, party, phone, email, secret, n)`,
      [ids, ...said.map((_, kind) => sealed.map((s) => s[kind]))],
    );
    await look.query(
      `create temp table seed_batch as
      select uuidv7(u.at - $6::timestamptz) batch_id, ($1::uuid[])[u.practice + 1] practice_id, u.size, u.at, u.open_percent, u.n,
        sum(u.size) over (partition by u.practice order by u.n) - u.size first, greatest(max(u.size) over whole, sum(u.size) over whole / case when bool_and(u.open_percent = 100) over whole then 1 else 4 end) people
      from unnest($2::int[], $3::int[], $4::timestamptz[], $5::int[]) with ordinality as u(practice, size, at, open_percent, n)
      window whole as (partition by u.practice)`,
      [
        ids,
        batches.map((b) => b.practice),
        batches.map((b) => b.size),
        batches.map((b) => b.at),
        batches.map((b) => b.openPercent),
        now,
      ],
    );
    for (const { text, values } of statements(now, [...callbackTypes])) await look.query(text, values);
    await putBack();
    await look.query('discard temp');
    // As autovacuum would by the time somebody looks.
    await look.query('vacuum analyze');
    const [practiceId = ''] = ids;
    const { key } = await createApiKey(database, practiceId, { label: 'bench', scopes: [...apiScopes] }, now);
    return { practiceId, key };
  } finally {
    await database.close();
  }
}
