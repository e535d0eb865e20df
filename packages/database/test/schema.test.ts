import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { type Database, openDatabase } from '../src/connect.js';
import { migrate } from '../src/migrate.js';
import * as schema from '../src/schema.js';
import { freshDatabase, testKeys } from '../src/testing.js';

let database: Database;
let fresh: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 4, encryptionKeys: testKeys, applicationName: 'schema-test' });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

/** `table.column type`, with what it may lack. */
const line = (table: string, column: string, type: string, required: boolean): string =>
  `${table}.${column} ${type}${required ? ' not null' : ''}`;

test('every table and column is in the database as the schema says, and no other', async () => {
  const { rows } = await database.pool.query(
    `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) type, a.attnotnull
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`,
  );
  const stored = rows.map((r) => line(r.relname, r.attname, r.type, r.attnotnull)).sort();
  const described = Object.values(schema)
    .filter((t) => is(t, PgTable))
    .flatMap((t) => {
      const { name, columns } = getTableConfig(t);
      return columns.map((c) => line(name, c.name, c.getSQLType(), c.notNull));
    })
    .sort();
  expect(described).toEqual(stored);
});

test('primary keys are the same', async () => {
  const { rows } = await database.pool.query(
    `select c.relname, array_agg(a.attname::text order by k.n) key from pg_index i join pg_class c on c.oid = i.indrelid
     join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'public'
     cross join lateral unnest(i.indkey) with ordinality as k(att, n) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.att
     where i.indisprimary group by c.relname`,
  );
  const described = Object.values(schema)
    .filter((t) => is(t, PgTable))
    .map((t) => {
      const { name, columns, primaryKeys } = getTableConfig(t);
      const own = columns.filter((c) => c.primary).map((c) => c.name);
      return [name, own.length > 0 ? own : primaryKeys.flatMap((k) => k.columns.map((c) => c.name))] as const;
    });
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(rows.map((r) => [r.relname, r.key])));
});

test('a migration that comes after a later one was applied is named, not passed over', async () => {
  const other = await freshDatabase();
  const client = new pg.Client({ connectionString: other.url });
  await client.connect();
  await client.query(
    `delete from rollcall_migrations.__drizzle_migrations where created_at = (select min(created_at) from rollcall_migrations.__drizzle_migrations)`,
  );
  await client.end();
  await expect(migrate(other.url)).rejects.toThrow('0001_foundation');
  await other.drop();
});

test('migrating again changes nothing, also when replicas start together', async () => {
  await Promise.all([migrate(fresh.url), migrate(fresh.url), migrate(fresh.url)]);
  const { rows } = await database.pool.query('select count(*)::int n from rollcall_migrations.__drizzle_migrations');
  const journal = await database.pool.query(
    'select count(distinct hash)::int n from rollcall_migrations.__drizzle_migrations',
  );
  expect(rows).toEqual(journal.rows);
});
