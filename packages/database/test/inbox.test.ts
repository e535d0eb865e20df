/** What was told is stored once, however often and in whatever order it is told. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Database, type NewFact, openDatabase, storeFacts, takeFacts } from '../src/index.js';
import { freshDatabase, testKeys } from '../src/testing.js';

const now = new Date('2026-11-24T06:45:00-05:00');
const after = new Date(now.getTime() + 500);
const fact = (dedupeKey: string, more: Partial<NewFact> = {}): NewFact => ({
  source: 'twilio',
  kind: 'twilio.message.status',
  dedupeKey,
  attemptId: null,
  payload: { MessageSid: dedupeKey, Body: 'sí '.repeat(dedupeKey.length) },
  ...more,
});

describe('the inbox', () => {
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let database: Database;
  beforeEach(async () => {
    fresh = await freshDatabase();
    database = openDatabase({ url: fresh.url, poolSize: 2, encryptionKeys: testKeys, applicationName: 'test' });
  });
  afterEach(async () => {
    await database.close();
    await fresh.drop();
  });
  const store = (...facts: NewFact[]) => storeFacts(database.pool, database.sealer, facts, now);
  const take = (at: Date) => database.transaction((tx) => takeFacts(tx, database.sealer, at, 100));

  test('gives each fact its own words back, in the order in which they came', async () => {
    const facts = [fact('ccc'), fact('a'), fact('bb', { payload: null })];
    await store(...facts);
    expect((await take(now)).map((f) => f.payload)).toEqual(facts.map((f) => f.payload));
  });

  test('knows what it has: told again it is the same fact, in another statement and in the same', async () => {
    const [first] = await store(fact('a'));
    const [again, fresh, twice] = await store(fact('a'), fact('b'), fact('b'));
    expect(again).toEqual({ id: first?.id, isNew: false });
    expect(fresh?.isNew).toBe(true);
    expect(twice).toEqual({ id: fresh?.id, isNew: false });
    expect(await take(now)).toHaveLength(2);
  });

  test('keeps the same key of another source apart', async () => {
    await store(fact('a'));
    expect(await store(fact('a', { source: 'sendgrid' }))).toMatchObject([{ isNew: true }]);
  });

  test('lets what may rest be taken when it has rested', async () => {
    await store(fact('a', { restMs: 500 }), fact('b'));
    expect((await take(now)).map((f) => f.payload)).toMatchObject([{ MessageSid: 'b' }]);
    expect(await take(after)).toHaveLength(2);
  });

  test('writes by key whatever the order: two processes that are told the same would wait for each other for ever', async () => {
    await store(fact('c'), fact('a'), fact('b'));
    const { rows } = await database.pool.query('select dedupe_key from inbox order by ctid');
    expect(rows.map((r) => r.dedupe_key)).toEqual(['a', 'b', 'c']);
  });
});
