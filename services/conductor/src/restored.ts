/**
 * A backup was restored: the database knows less than it did. Sending on would contact everybody again who has answered since.
 * How far it had come is remembered outside (`Memory`); a database that is behind that holds all telling until an administrator
 * has compared and lets it go. What is remembered may be lost at any time: then nothing is noticed, as without it.
 */
import { holdSenders, isBehind, readTide, type Tide } from '@rollcall/database';
import type { Logger } from '@rollcall/platform';
import type { Memory } from '@rollcall/queue';
import type { EngineContext } from './planner.js';

export interface TideWatch {
  /** Looks once; true when the database was found behind. Rejects when what is remembered cannot be reached. */
  look(): Promise<boolean>;
  /** Rejects until it has looked once: nothing is published before. */
  passed(): Promise<void>;
}

export function tideWatch({ database, clock }: EngineContext, memory: Memory, logger: Logger): TideWatch {
  let looked = false;
  const look = async (): Promise<boolean> => {
    // In this order: what is remembered was in the database before, so a database that is asked later is not behind it.
    const kept = await memory.read();
    const found = await readTide(database.pool);
    looked ||= found === null;
    if (!found) return false;
    const behind = kept !== null && isBehind(found, JSON.parse(kept) as Tide);
    if (behind) {
      await database.transaction((tx) => holdSenders(tx, clock.now()));
      logger.error({}, 'the database is older than it was: all telling is held until an administrator releases it');
    }
    // Once held, this is how far it has come: released, it is not held again.
    await memory.write(JSON.stringify(found));
    looked = true;
    return behind;
  };
  return {
    look,
    passed: async () => {
      if (!looked) await look();
    },
  };
}
