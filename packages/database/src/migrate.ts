/** Forward-only migrations, under an advisory lock so that replicas may start together. */
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
  } finally {
    await client.end();
  }
}
