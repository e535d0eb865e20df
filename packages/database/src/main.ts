/** `node packages/database/dist/main.js`: migrates the database named by DATABASE_URL, then ends. */
import { migrate } from './migrate.js';

const url = process.env.DATABASE_URL;
if (!url) {
  process.stderr.write('DATABASE_URL is not set\n');
  process.exit(1);
}
try {
  await migrate(url);
  process.stdout.write('migrated\n');
} catch (error) {
  process.stderr.write(`migration failed: ${(error as Error).message}\n`);
  process.exit(1);
}
