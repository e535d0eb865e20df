/**
 * The call lists as files, for the day when nothing else answers: two per practice, in a folder that only its owner can
 * read. They are there while the practice is in danger, and always whole: written aside, then renamed.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallListView } from '@rollcall/contracts';
import { callListCsv, callListSheet } from '@rollcall/messages';

const ownerOnly = { folder: 0o700, file: 0o600 };
const nameOf = (practiceId: string, kind: 'csv' | 'html'): string => `call-list-${practiceId}.${kind}`;
const ours = /^call-list-([0-9a-f-]{36})\.(?:csv|html)(?:\..+\.tmp)?$/;

export class CallListFiles {
  readonly #dir: string;
  constructor(dir: string) {
    this.#dir = dir;
  }

  async write(practiceId: string, list: CallListView): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: ownerOnly.folder });
    await this.#put(nameOf(practiceId, 'csv'), callListCsv(list));
    await this.#put(nameOf(practiceId, 'html'), callListSheet(list));
  }

  /** Takes away the lists of all practices but these: a list of yesterday would send somebody to the phone for nothing. */
  async keepOnly(practiceIds: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.#dir).catch((error: NodeJS.ErrnoException) => {
      // No list was ever written. Anything else is told: a list that stays is a list somebody calls from.
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const name of names) {
      const practiceId = ours.exec(name)?.[1];
      if (practiceId !== undefined && !practiceIds.has(practiceId)) await rm(join(this.#dir, name), { force: true });
    }
  }

  async #put(name: string, text: string): Promise<void> {
    const path = join(this.#dir, name);
    // Replicas may write the same list at the same moment.
    const aside = `${path}.${randomUUID()}.tmp`;
    await writeFile(aside, text, { mode: ownerOnly.file });
    await rename(aside, path);
  }
}
