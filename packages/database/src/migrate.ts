/** Forward-only migrations, under an advisory lock so that replicas may start together. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as run } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

const folder = fileURLToPath(new URL('../migrations', import.meta.url));
/** Any number, as long as it is always this one. */
const lockKey = 7_265_011;

export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'rollcall-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await run(drizzle(client), { migrationsFolder: folder, migrationsSchema: 'rollcall_migrations' });
    await refuseSkipped(client);
  } finally {
    await client.end();
  }
}

/**
 * The migrator applies only what is younger than the last it applied. A migration that was numbered before one that was
 * already out would be passed over in silence, and the code would miss its tables.
 */
async function refuseSkipped(client: pg.Client): Promise<void> {
  const { entries } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')) as {
    entries: { tag: string; when: number }[];
  };
  const { rows } = await client.query('select created_at from rollcall_migrations.__drizzle_migrations');
  const applied = new Set(rows.map((r) => Number(r.created_at)));
  const skipped = entries.filter((e) => !applied.has(e.when)).map((e) => e.tag);
  if (skipped.length > 0)
    throw new Error(`${skipped.join(', ')} came after a later migration was applied; this database cannot take it`);
}
