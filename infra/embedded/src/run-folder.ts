/** Where a run keeps its data and logs: in the checkout, out of version control. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/** `.rollcall/<name>` of the checkout; made by whoever writes there first. */
export const runFolder = (name: string): string => join(checkout, '.rollcall', name);

/** Sorts by time, and holds no character that a file system objects to. */
export const timeStamp = (now: Date): string => now.toISOString().replace(/[-:]/g, '').slice(0, 15);

/** The database of a run that nobody will look into is some fifty MB. */
export function dropFolder(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
