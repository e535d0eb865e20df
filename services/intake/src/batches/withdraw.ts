/**
 * The practice takes a whole batch back. Held first, so that nobody is told meanwhile; then some hundred conversations at a
 * time, each with one correction for all of its visits. Asked again after a crash, it goes on where it was.
 */
import { loadSnapshots, lockOfPractice, setBatchState, withdrawable, writeDecisions } from '@rollcall/database';
import { Turn, withdrawAll } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { IntakeDeps } from '../app.js';

const atATime = 200;

/** False when there is no such batch. */
export async function withdrawBatch(deps: IntakeDeps, practiceId: string, id: string, by: string): Promise<boolean> {
  const { database } = deps;
  const held = await database.transaction((tx) => setBatchState(tx, practiceId, id, 'paused', ['running']));
  if (held === null) return false;
  while ((await withdrawSome(deps, practiceId, id, by)) > 0);
  if (held) await database.transaction((tx) => setBatchState(tx, practiceId, id, 'running', ['paused']));
  return true;
}

function withdrawSome(
  { database, clock, newId }: IntakeDeps,
  practiceId: string,
  batchId: string,
  by: string,
): Promise<number> {
  return database.transaction(async (tx) => {
    const locked = await lockOfPractice(tx, practiceId, await withdrawable(tx, practiceId, batchId, atATime));
    if (locked.length === 0) return 0;
    const now = clock.now();
    const loaded = await loadSnapshots(tx, locked, now);
    if (loaded.size < locked.length)
      throw new Problem('conflict', 'a newer version of Rollcall looks after it; ask again in a moment');
    const decided = [...loaded.values()].map((one) => ({ loaded: one, turn: new Turn(one.snapshot, now, newId) }));
    for (const { turn } of decided) withdrawAll(turn, by);
    await writeDecisions(tx, decided, { now, newId });
    return locked.length;
  });
}
