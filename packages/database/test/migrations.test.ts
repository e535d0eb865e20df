/** Expand, then contract: while a release rolls out, the previous one works on the new tables. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { freshDatabase } from '../src/testing.js';
import { breaches, contractOf, isUpTo, type Migration } from './expand-only.js';

interface Recorded {
  release: string;
  migrations: Record<string, string>;
  statements: { file: string; text: string }[];
}
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const previous: Recorded = JSON.parse(readFileSync(path('./previous/statements.json'), 'utf8'));
const folder = path('../migrations');
const migrations: Migration[] = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort()
  .map((name) => ({ name, sql: readFileSync(`${folder}/${name}`, 'utf8') }));

describe('every migration after the first', () => {
  test.each(migrations.slice(1).map((m) => [m.name, m] as const))('%s', (_name, migration) => {
    const since = contractOf(migration.sql);
    if (since === null) expect(breaches(migration)).toEqual([]);
    // Nothing may need it any more: the release that stopped needing it must be out, and everywhere.
    else expect(isUpTo(since, previous.release)).toBe(true);
  });
});

describe('the check refuses what would break the previous release', () => {
  const refused = [
    'alter table notice drop column overdue',
    'drop table task',
    'alter table notice rename column overdue to late',
    'alter table attempt alter column code type int using code::int',
    'alter table attempt alter code set data type varchar(9)',
    'alter table attempt alter column sent_at set not null',
    'alter table inbox alter column tries drop default',
    'alter table batch add column origin text not null',
    "alter table batch add column a text not null default 'x', add column b text not null",
    "alter table batch add constraint batch_note check (reason <> 'other')",
    'alter table batch add check (accepted < 5)',
    'create unique index one_task on task (outreach_id)',
    'drop function refuse_change',
    'alter table slot drop constraint slot_practice_id_external_id_key',
  ];
  test.each(refused)('%s', (sql) => expect(breaches({ name: 'x', sql: `-- harmless\n${sql};` })).toHaveLength(1));

  const allowed = [
    'create table t (id uuid primary key, a text not null)',
    'create table t (id int); create unique index i on t (id); alter table t add constraint c check (id > 0)',
    "alter table batch add column origin text not null default 'api' check (origin <> '')",
    'alter table batch add column origin text',
    'create index i on task (due_at); drop index outbox_unpublished',
    'alter table event drop constraint event_practice_id_outreach_id_fkey',
    "comment on table task is 'drop table task'",
    'create function f() returns void language sql as $$ drop table task $$',
  ];
  test.each(allowed)('but not %s', (sql) => expect(breaches({ name: 'x', sql })).toEqual([]));
});

test(`the migrations of release ${previous.release} are as they were: nobody applies a changed one again`, () => {
  const now = Object.fromEntries(
    migrations.map(({ name, sql }) => [name, createHash('sha256').update(sql).digest('hex')]),
  );
  expect(now).toMatchObject(previous.migrations);
});

test('the journal lists every migration once, in the order in which they are applied', () => {
  const { entries } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8'));
  expect(entries.map((e: { tag: string }) => `${e.tag}.sql`)).toEqual(migrations.map((m) => m.name));
  const times = entries.map((e: { when: number }) => e.when);
  expect(times).toEqual([...new Set<number>(times)].sort((a, b) => a - b));
});

describe('every statement', () => {
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let client: pg.Client;
  beforeAll(async () => {
    fresh = await freshDatabase();
    client = new pg.Client({ connectionString: fresh.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await fresh.drop();
  });
  /** Planned, not only parsed: an `on conflict` finds its index only then. */
  const unplannable = async (statements: Recorded['statements']): Promise<string[]> => {
    const refused: string[] = [];
    for (const { file, text } of statements)
      await client
        .query(`explain (generic_plan) ${text}`)
        .catch((e: Error) => refused.push(`${file}: ${e.message}: ${text.slice(0, 100)}`));
    return refused;
  };

  test(`of the previous release, ${previous.release}, works on the newest schema`, async () => {
    expect(previous.statements.length).toBeGreaterThan(100);
    expect(await unplannable(previous.statements)).toEqual([]);
  });

  test('of this release works as well', async () => {
    const checks = new URL('../../../infra/checks/statements.mjs', import.meta.url);
    const { statementsOf } = await import(checks.href);
    expect(await unplannable(statementsOf(path('../../../')))).toEqual([]);
  });
});
