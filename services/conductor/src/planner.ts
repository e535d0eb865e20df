/** The planner: outreaches whose alarm has rung are decided, a batch at a time, earliest deadline first. */
import {
  type Database,
  loadSnapshots,
  lockCorrectionsDue,
  lockDue,
  lockOutreaches,
  writeDecisions,
} from '@rollcall/database';
import { setAside, Turn } from '@rollcall/domain';
import { type Clock, faultPoint, type Logger, type NewId } from '@rollcall/platform';
import { decideTogether } from './deciding-together.js';

/** Outreaches per transaction: long enough to share statements, short enough to hold no lock for long. */
const batchSize = 200;

export interface EngineContext {
  database: Database;
  clock: Clock;
  newId: NewId;
}

/** One round. Returns how many outreaches were due; more than zero means: look again at once. */
export async function planDue(context: EngineContext, limit = batchSize): Promise<number> {
  const { database, clock, newId } = context;
  const due = await database.transaction(async (tx) => {
    const now = clock.now();
    const [due, corrections] = await Promise.all([lockDue(tx, now, limit), lockCorrectionsDue(tx, now, limit)]);
    const ids = [...new Set([...due, ...corrections])];
    if (ids.length === 0) return 0;
    const loaded = await loadSnapshots(tx, ids, now);
    // In the order of their deadlines, as they were locked.
    const inOrder = ids.flatMap((id) => loaded.get(id) ?? []);
    const decided = orUndecidable(ids, () => decideTogether(inOrder, now, newId));
    try {
      await writeDecisions(tx, decided, { now, newId });
    } catch (error) {
      throw isRefusal(error) ? new Undecidable(ids, error) : error;
    }
    faultPoint('planner.before-commit');
    return ids.length;
  });
  if (due > 0) faultPoint('planner.after-commit');
  return due;
}

function orUndecidable<T>(ids: readonly string[], decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    throw new Undecidable(ids, error);
  }
}

/** `planDue`, round after round, past an outreach that cannot be decided: then one by one, and that one is set aside. */
export function planner(context: EngineContext, logger: Logger): () => Promise<number> {
  return async () => {
    try {
      return await planDue(context);
    } catch (error) {
      if (!(error instanceof Undecidable)) throw error;
      logger.error({ err: error.cause }, 'a round of decisions was refused: one by one');
      for (let n = 0; n < batchSize; n++) if ((await planOne(context, logger)) === 0) return n;
      return batchSize;
    }
  };
}

async function planOne(context: EngineContext, logger: Logger): Promise<number> {
  try {
    return await planDue(context, 1);
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
    logger.error({ err: error.cause, outreachId: error.ids[0] }, 'an outreach cannot be decided: a person has it');
    const { database, clock, newId } = context;
    return database.transaction(async (tx) => {
      await lockOutreaches(tx, error.ids);
      const now = clock.now();
      const decided = [...(await loadSnapshots(tx, error.ids, now)).values()].map((loaded) => {
        const turn = new Turn(loaded.snapshot, now, newId);
        setAside(turn);
        return { loaded, turn };
      });
      await writeDecisions(tx, decided, { now, newId });
      return decided.length;
    });
  }
}

/** A bug of ours in a decision, or in what it wants to write. */
class Undecidable extends Error {
  constructor(
    readonly ids: readonly string[],
    cause: unknown,
  ) {
    super('nothing can be decided', { cause });
  }
}

/** SQLSTATE class 22 or 23: what is to be written is at fault, not the connection. */
const isRefusal = (error: unknown): boolean => /^2[23]/.test((error as { code?: string }).code ?? '');
