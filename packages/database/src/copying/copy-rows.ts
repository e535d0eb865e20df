/** Many new rows of one table in one COPY: half the work for Postgres of an insert from arrays, and less for us. */
import type { Tx } from '../connect.js';
import { copyIn } from './copy-in.js';
import { type Cell, copyChunks } from './row-writer.js';

/** `cells` names the columns; the others get their defaults. Nothing is sent for no rows. */
export async function copyRows<R>(
  tx: Tx,
  table: string,
  rows: readonly R[],
  cells: Readonly<Record<string, Cell<R>>>,
): Promise<void> {
  if (rows.length === 0) return;
  const statement = `copy ${table} (${Object.keys(cells).join(', ')}) from stdin (format binary)`;
  await copyIn(tx, statement, copyChunks(rows, Object.values(cells)));
}
