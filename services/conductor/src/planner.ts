/** The planner: outreaches whose alarm has rung are decided, a batch at a time, earliest deadline first. */
import { type Database, loadSnapshots, lockDue, writeDecisions } from '@rollcall/database';
import { type Clock, faultPoint, type NewId } from '@rollcall/platform';
import { decideTogether } from './deciding-together.js';

/** Outreaches per transaction: long enough to share statements, short enough to hold no lock for long. */
const batchSize = 200;

export interface EngineContext {
  database: Database;
  clock: Clock;
  newId: NewId;
}

/** One round. Returns how many outreaches were due; more than zero means: look again at once. */
export async function planDue(context: EngineContext): Promise<number> {
  const { database, clock, newId } = context;
  const due = await database.transaction(async (tx) => {
    const now = clock.now();
    const ids = await lockDue(tx, now, batchSize);
    if (ids.length === 0) return 0;
    const loaded = await loadSnapshots(tx, ids, now);
    // In the order of their deadlines, as they were locked.
    const inOrder = ids.flatMap((id) => loaded.get(id) ?? []);
    await writeDecisions(tx, decideTogether(inOrder, now, newId), { now, newId });
    faultPoint('planner.before-commit');
    return ids.length;
  });
  if (due > 0) faultPoint('planner.after-commit');
  return due;
}
