import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Database, openDatabase } from '../src/index.js';
import { type FreshDatabase, freshDatabase, testKeys } from '../src/testing.js';
import { arrayLiteral, jsonArray, jsonbArray, readInstant } from '../src/wire.js';

let fresh: FreshDatabase;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 2, encryptionKeys: testKeys, applicationName: 'test' });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const backFrom = async (type: string, value: unknown): Promise<unknown> =>
  (await database.pool.query(`select $1::${type} v`, [value])).rows[0].v;

test('a name with quotes, commas, braces or the word null comes back as it was', async () => {
  const awkward = ["O'Neill", 'a,b', '{x}', '"quoted"', 'null', 'NULL', '', ' ', '\\', 'ação', '日本', 'a\nb'];
  expect(await backFrom('text[]', awkward)).toEqual(awkward);
  const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((s) => !s.includes('\0'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(word)), async (words) => {
      expect(await backFrom('text[]', words)).toEqual(words);
    }),
    { numRuns: 60 },
  );
});

test('ids, numbers, yes and no, nothing and instants come back as they were', async () => {
  expect(await backFrom('uuid[]', ['01a2132a-cddd-7024-9bb7-1bf05784b673', null])).toEqual([
    '01a2132a-cddd-7024-9bb7-1bf05784b673',
    null,
  ]);
  expect(await backFrom('int[]', [1, -2, null])).toEqual([1, -2, null]);
  expect(await backFrom('bool[]', [true, false])).toEqual([true, false]);
  expect(await backFrom('bytea[]', [Buffer.from([0, 255])])).toEqual([Buffer.from([0, 255])]);
  expect(await backFrom('text[]', [])).toEqual([]);
  const instant = new Date('2026-11-24T11:45:00.123Z');
  expect(await backFrom('timestamptz', instant)).toEqual(instant);
  expect((await database.pool.query(`select unnest($1::timestamptz[]) v`, [[instant, null]])).rows).toEqual([
    { v: instant },
    { v: null },
  ]);
});

test('documents come back as they were, whatever their words, and nothing as nothing', async () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 20 }).map((s) => s.replaceAll('\0', ''));
  const document = fc.option(fc.dictionary(word, word, { maxKeys: 3 }).map((of) => JSON.stringify(of)));
  await fc.assert(
    fc.asyncProperty(fc.array(document), async (documents) => {
      const { rows } = await database.pool.query(`select v::text from unnest($1::json[]) v`, [jsonArray(documents)]);
      expect(rows.map((r) => r.v)).toEqual(documents);
      const there = documents.filter((d) => d !== null);
      const again = await database.pool.query(`select v = w::jsonb same from unnest($1::jsonb[], $2::text[]) u(v, w)`, [
        jsonbArray(there),
        there,
      ]);
      expect(again.rows).toEqual(there.map(() => ({ same: true })));
    }),
    { numRuns: 60 },
  );
});

test('a named statement is answered by the pool as well as in a transaction', async () => {
  const asked = { name: 'echo', text: 'select $1::int[] v', values: [[1, 2]] };
  expect((await database.pool.query(asked)).rows).toEqual([{ v: [1, 2] }]);
  expect((await database.transaction((tx) => tx.query(asked))).rows).toEqual([{ v: [1, 2] }]);
});

test('every instant is read to the millisecond, also before 1970, and infinity is left to the driver', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-01-01T00:00:00Z'), noInvalidDate: true }),
      async (at) => {
        expect(await backFrom('timestamptz', at)).toEqual(at);
      },
    ),
    { numRuns: 100 },
  );
  expect(readInstant('2026-11-24 11:45:00.12+00')).toEqual(new Date('2026-11-24T11:45:00.120Z'));
  expect(readInstant('2026-11-24 06:45:00-05')).toEqual(new Date('2026-11-24T11:45:00Z'));
  expect(await backFrom('timestamptz', '-infinity')).toBe(Number.NEGATIVE_INFINITY);
});

test('what needs care is left to the driver', () => {
  expect(arrayLiteral(['a b'])).toEqual(['a b']);
  expect(arrayLiteral([[1], [2]])).toEqual([[1], [2]]);
  expect(arrayLiteral(['null', 'x'])).toEqual(['null', 'x']);
  expect(arrayLiteral(['a', null, 2])).toBe('{a,NULL,2}');
});
