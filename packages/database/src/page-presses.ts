/** What machines did with a patient's link: remembered where there is a doubt, and nowhere else. */
import type { Database } from './connect.js';

export interface Link {
  practiceId: string;
  attemptId: string;
}

/** When something was last seen on this link that only machines do; null: never. */
export async function machineSeenAt(db: Database, attemptId: string): Promise<Date | null> {
  const { rows } = await db.pool.query({
    name: 'page-machine-seen',
    text: `select machine_at from page_press where attempt_id = $1`,
    values: [attemptId],
  });
  return rows[0]?.machine_at ?? null;
}

/** Something on this link was done as only machines do it. It counts as a press: what was asked before is asked anew. */
export async function sawMachine(db: Database, link: Link, now: Date): Promise<void> {
  await db.pool.query({
    name: 'page-saw-machine',
    text: `insert into page_press as p (practice_id, attempt_id, presses, machine_at) values ($1, $2, 1, $3)
           on conflict (attempt_id) do update set presses = p.presses + 1, machine_at = excluded.machine_at`,
    values: [link.practiceId, link.attemptId, now],
  });
}

/** Counts one press and returns its number, from 1: of two at the same moment each has its own. */
export async function countPress(db: Database, link: Link): Promise<number> {
  const { rows } = await db.pool.query({
    name: 'page-count-press',
    text: `insert into page_press as p (practice_id, attempt_id, presses) values ($1, $2, 1)
           on conflict (attempt_id) do update set presses = p.presses + 1 returning presses`,
    values: [link.practiceId, link.attemptId],
  });
  return rows[0].presses;
}
