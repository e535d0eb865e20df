import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Database, openDatabase, type Tx } from '../../src/connect.js';
import { copyRows } from '../../src/copying/copy-rows.js';
import {
  bool,
  byteaArray,
  bytes,
  type Cell,
  instant,
  int,
  jsonb,
  text,
  texts,
  uuid,
} from '../../src/copying/row-writer.js';
import { freshDatabase, testKeys } from '../../src/testing.js';

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 1, encryptionKeys: testKeys, applicationName: 'copying' });
  await database.pool.query(
    `create table thing (n int primary key, id uuid not null, words text, sealed bytea, at timestamptz, yes boolean not null,
       zones text[] not null, body jsonb not null, extra text not null default 'usual', check (n >= 0))`,
  );
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

interface Thing {
  n: number;
  id: string;
  words: string | null;
  sealed: Buffer | null;
  at: Date | null;
  yes: boolean;
  zones: string[];
  body: unknown;
}
const cells: Record<string, Cell<Thing>> = {
  n: int((t) => t.n),
  id: uuid((t) => t.id),
  words: text((t) => t.words),
  sealed: bytes((t) => t.sealed),
  at: instant((t) => t.at),
  yes: bool((t) => t.yes),
  zones: texts((t) => t.zones),
  body: jsonb((t) => t.body),
};
const thing = (n: number, more: Partial<Thing> = {}): Thing => ({
  n,
  id: '0190a000-0000-7000-8000-00000000000f',
  words: null,
  sealed: null,
  at: null,
  yes: true,
  zones: ['America/New_York'],
  body: {},
  ...more,
});

// What Postgres can keep: no U+0000, whole characters.
const words = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((s) => !s.includes('\0'));
const things = fc.array(
  fc.record({
    id: fc.uuid(),
    words: fc.option(words),
    sealed: fc.option(fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b))),
    at: fc.option(fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })),
    yes: fc.boolean(),
    zones: fc.array(words, { minLength: 1, maxLength: 4 }),
    body: fc.dictionary(words, words),
  }),
  { maxLength: 40 },
);

test('what is copied in is read back as it was, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(things, async (drawn) => {
      const rows = drawn.map((t, n) => ({ n, ...t }));
      await database.pool.query('truncate thing');
      await database.transaction((tx) => copyRows(tx, 'thing', rows, cells));
      const { rows: read } = await database.pool.query('select * from thing order by n');
      expect(read).toEqual(rows.map((r) => ({ ...r, extra: 'usual' })));
    }),
    { numRuns: 40 },
  );
});

test('many rows go out in many pieces, and others get their turn between them', async () => {
  await database.pool.query('truncate thing');
  let turns = 0;
  let over = false;
  const others = (): void => {
    turns += 1;
    if (!over) setImmediate(others);
  };
  setImmediate(others);
  const rows = Array.from({ length: 3000 }, (_, n) => thing(n, { words: 'x'.repeat(1000) }));
  await database.transaction((tx) => copyRows(tx, 'thing', rows, cells));
  over = true;
  expect(turns).toBeGreaterThan(20);
  const { rows: counted } = await database.pool.query(
    'select count(*)::int n, sum(length(words))::int letters from thing',
  );
  expect(counted).toEqual([{ n: 3000, letters: 3_000_000 }]);
});

const refused = async (work: (tx: Tx) => Promise<void>, because: RegExp): Promise<void> => {
  await database.pool.query('truncate thing');
  await expect(database.transaction(work)).rejects.toThrow(because);
  // There is only one connection: it is good for more, and nothing was kept.
  expect((await database.pool.query('select count(*)::int n from thing')).rows).toEqual([{ n: 0 }]);
};

test('a row that the database refuses takes the others back, and the connection goes on', () =>
  refused(async (tx) => {
    const rows = Array.from({ length: 3000 }, (_, n) => thing(n === 10 ? -1 : n, { words: 'x'.repeat(1000) }));
    await copyRows(tx, 'thing', rows, cells);
  }, /thing_n_check/));

test('a row that cannot be made takes the others back, and its own error is told', () =>
  refused(async (tx) => {
    const broken = text<Thing>((t) => {
      if (t.n === 2000) throw new Error('no key to seal with');
      return 'sealed';
    });
    const rows = Array.from({ length: 3000 }, (_, n) => thing(n));
    await copyRows(tx, 'thing', rows, { ...cells, words: broken });
  }, /no key to seal with/));

test('an array of bytes is a parameter like any other', async () => {
  const given = [Buffer.from([0, 1, 255]), Buffer.alloc(0), Buffer.alloc(100_000, 7)];
  const { rows } = await database.pool.query('select $1::bytea[] given', [byteaArray(given)]);
  expect(rows[0].given).toEqual(given);
});

test('a connection that is cut in the middle fails the transaction, and the next one works', async () => {
  await database.pool.query('truncate thing');
  const admin = openDatabase({ url: fresh.url, poolSize: 1, encryptionKeys: testKeys, applicationName: 'admin' });
  const rows = Array.from({ length: 20_000 }, (_, n) => thing(n, { words: 'x'.repeat(1000) }));
  let cut: Promise<unknown> | undefined;
  const words = text<Thing>((t) => {
    if (t.n === 5000)
      cut = admin.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'copying'`,
      );
    return t.words;
  });
  await expect(database.transaction((tx) => copyRows(tx, 'thing', rows, { ...cells, words }))).rejects.toThrow();
  await cut;
  await admin.close();
  expect((await database.pool.query('select count(*)::int n from thing')).rows).toEqual([{ n: 0 }]);
});
