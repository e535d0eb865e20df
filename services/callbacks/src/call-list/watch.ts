/**
 * The dead man's switch. When the system stands still while deadlines come near, the practices are told to call their
 * patients themselves: by callback, and with a list in a file. Needs Postgres, and neither Redis nor a provider.
 */
import {
  type Database,
  endangered,
  endDanger,
  raiseDanger,
  readCallList,
  readStanding,
  tellUnattended,
} from '@rollcall/database';
import { stallOf } from '@rollcall/domain';
import type { Clock, Logger, NewId } from '@rollcall/platform';
import type { CallListFiles } from './files.js';

export interface WatchDeps {
  database: Database;
  clock: Clock;
  newId: NewId;
  logger: Logger;
  /** Real milliseconds without progress after which the system stands still. */
  stallMs: number;
  /** Null: lists are had from the API alone. */
  files: CallListFiles | null;
  /** How many practices are in danger. */
  onLook?: (inDanger: number) => void;
}

export class CallListWatch {
  readonly #deps: WatchDeps;
  constructor(deps: WatchDeps) {
    this.#deps = deps;
  }

  /** Looks once. Replicas may look at the same time: a practice is told once. */
  async look(): Promise<void> {
    const { database, clock, newId, logger, stallMs, files } = this.#deps;
    const now = clock.now();
    const unattended = await database.transaction((tx) => tellUnattended(tx, now, newId));
    if (unattended > 0) logger.warn({ unattended }, 'nobody takes what machines could not do');
    const patience = { businessMs: clock.fromReal(stallMs), realMs: stallMs };
    const standing = await readStanding(database.pool, { now, patience });
    const stall = stallOf(standing, now, patience.businessMs);
    const inDanger = stall ? await endangered(database.pool, now) : [];
    const ids = inDanger.map((p) => p.practiceId);
    if (stall && inDanger.length > 0) {
      const told = await database.transaction((tx) => raiseDanger(tx, inDanger, stall, { now, newId }));
      for (const practiceId of told)
        logger.error(
          { practiceId, because: stall.reasons.map((r) => r.kind) },
          'the system stands still: call by hand',
        );
    }
    // Every time: who confirmed meanwhile is not called.
    if (files)
      for (const practiceId of ids) {
        const list = await readCallList(database, practiceId, now, stall);
        if (list) await files.write(practiceId, list);
      }
    const over = await database.transaction((tx) => endDanger(tx, ids, { now, newId }));
    for (const practiceId of over) logger.info({ practiceId }, 'the system moves again');
    await files?.keepOnly(new Set(ids));
    this.#deps.onLook?.(inDanger.length);
  }
}
