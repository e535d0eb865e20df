/** People's decisions run through the same engine: lock, load, decide, write. */
import { loadSnapshots, lockOfPractice, type Tx, writeDecisions } from '@rollcall/database';
import { type Accepted, type BookingRefusal, type Refusal, Turn } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { IntakeDeps } from './app.js';

/** Decides about one outreach of the practice. `after` runs in the same transaction. */
export async function decide(
  deps: IntakeDeps,
  practiceId: string,
  outreachId: string,
  decision: (turn: Turn) => Accepted | Refusal | BookingRefusal,
  after: (tx: Tx) => Promise<void> = async () => {},
): Promise<void> {
  const { database, clock, newId } = deps;
  await database.transaction(async (tx) => {
    const locked = await lockOfPractice(tx, practiceId, [outreachId]);
    const now = clock.now();
    if (locked.length === 0) throw new Problem('not_found');
    const loaded = (await loadSnapshots(tx, locked, now)).get(outreachId);
    if (!loaded) throw new Problem('conflict', 'a newer version of Rollcall looks after it; ask again in a moment');
    const turn = new Turn(loaded.snapshot, now, newId);
    const verdict = decision(turn);
    if (!verdict.ok) throw refusal(verdict);
    await writeDecisions(tx, [{ loaded, turn }], { now, newId });
    await after(tx);
  });
}

const refusal = ({ because }: Refusal | BookingRefusal): Problem => {
  switch (because) {
    case 'no_such_notice':
      return new Problem('not_found');
    case 'already_withdrawn':
      return new Problem('conflict', 'it is withdrawn already');
    case 'closed':
      return new Problem('conflict', 'it is closed already');
    case 'not_booked':
      return new Problem('conflict', 'nobody has this slot any more: it was given back, or chosen by nobody');
    case 'refused_before':
      return new Problem('conflict', 'it was refused before, and the patient was told so');
    case 'not_yet':
      return new Problem('conflict', 'it was chosen this very moment; wait for `slot.requested`, or ask again');
  }
};
