/**
 * For tests: a migrated template once, then a fresh database per test in milliseconds. One that was given back as it came,
 * apart from its rows, is emptied and used again by the same test file: copying and removing one takes twenty times as long.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from './migrate.js';

const template = 'rollcall_template';

const withDatabase = (adminUrl: string, name: string): string => {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
};

async function admin<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Creates and migrates the template database. */
export async function prepareTemplate(adminUrl: string): Promise<void> {
  await admin(adminUrl, async (client) => {
    await client.query(`drop database if exists ${template} with (force)`);
    await client.query(`create database ${template}`);
  });
  await migrate(withDatabase(adminUrl, template));
  await admin(withDatabase(adminUrl, template), (client) => client.query(emptying));
}

/** `fresh.emptied()`: as it was when it was copied, or false when more than its rows was changed or its files have grown. */
const emptying = `
  create schema fresh;
  create function fresh.tables() returns setof text language sql as
    $$ select quote_ident(relname) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' $$;
  create function fresh.shape() returns text language sql as $$
    select md5(string_agg(part, ' ' order by part)) from (
      select concat(c.relname, c.relkind) part from pg_class c where c.relnamespace = 'public'::regnamespace
      union all select concat(a.attrelid, a.attname, a.atttypid, a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
        from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
      union all select concat(conrelid, conname, convalidated) from pg_constraint where connamespace = 'public'::regnamespace
      union all select concat(tgrelid, tgname, tgenabled) from pg_trigger where not tgisinternal
      union all select concat(proname, md5(prosrc)) from pg_proc where pronamespace = 'public'::regnamespace) parts $$;
  do $$ declare t text; begin
    for t in select fresh.tables() loop execute format('create table fresh.%I as table public.%s', t, t); end loop;
    execute format('create function fresh.was() returns text immutable language sql as %L', format('select %L', fresh.shape()));
  end $$;
  create function fresh.emptied() returns boolean language plpgsql as $$ declare t text; begin
    if fresh.shape() <> fresh.was() then return false; end if;
    if (select sum(pg_relation_size(format('public.%s', f)::regclass)) from fresh.tables() f) > ${4 * 1024 * 1024} then return false; end if;
    -- Neither the order of the tables nor what may never be deleted matters here.
    set local session_replication_role = replica;
    for t in select fresh.tables() loop
      execute format('delete from public.%s', t);
      execute format('insert into public.%s overriding system value select * from fresh.%s', t, t);
    end loop;
    perform setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) from pg_sequences
      where schemaname = 'public' and last_value is not null;
    return true;
  end $$;`;

export interface FreshDatabase {
  url: string;
  /** Ends whoever is still connected, and takes the database back. */
  drop(): Promise<void>;
}

/** Of this test file: given back, emptied, and not in use. Null when the file is over. */
let idle: FreshDatabase[] | null = [];
(globalThis as { afterAll?: (over: () => Promise<void>) => void }).afterAll?.(async () => {
  const last = idle ?? [];
  idle = null;
  for (const database of last) await database.drop();
});

/** A database of its own for one test. `TEST_DATABASE_URL` is set by the test harness. */
export async function freshDatabase(adminUrl = process.env.TEST_DATABASE_URL): Promise<FreshDatabase> {
  if (!adminUrl) throw new Error('TEST_DATABASE_URL is not set: run the tests through npm test');
  return idle?.pop() ?? copy(adminUrl);
}

async function copy(adminUrl: string): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Block by block through the log it would take twice to four times as long (measured); nothing here outlives a crash.
  await admin(adminUrl, (client) => client.query(`create database ${name} template ${template} strategy file_copy`));
  const database: FreshDatabase = {
    url: withDatabase(adminUrl, name),
    drop: async () => {
      if (idle && (await isAsItCame(database.url))) idle.push(database);
      else await admin(adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
  return database;
}

const isAsItCame = (url: string): Promise<boolean> =>
  admin(url, async (client) => {
    await client.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    return (await client.query('select fresh.emptied()')).rows[0].emptied;
  });

/** Two keys of a ring that is good for tests only. */
export const testKeys = `test:${Buffer.alloc(32, 1).toString('base64')},index:${Buffer.alloc(32, 2).toString('base64')}`;
