/**
 * How far the database has come: the greatest ids, which grow with time, of what must never be forgotten. Remembered outside of
 * it, it shows when the database is an older one: restored from a backup, it would contact everybody again who has answered
 * since, and knows nothing of the batches it has lost.
 */
import { channels } from '@rollcall/contracts';
import type { SenderHealth } from '@rollcall/domain';
import type { Tx } from './connect.js';
import { allSenders, writeSender } from './senders.js';

export interface Tide {
  /** Which database it is: the first practice never changes. */
  installation: string;
  batch: string;
  attempt: string;
  fact: string;
}

const none = '00000000-0000-0000-0000-000000000000';

/** Null while there is no practice: then there is nobody to contact. */
export async function readTide(tx: Tx): Promise<Tide | null> {
  const { rows } = await tx.query({
    name: 'tide',
    text: `select (select id from practice order by id limit 1) installation, (select id from batch order by id desc limit 1) batch,
             (select id from attempt order by id desc limit 1) attempt, (select id from inbox order by id desc limit 1) fact`,
  });
  const [r] = rows;
  if (!r?.installation) return null;
  return { installation: r.installation, batch: r.batch ?? none, attempt: r.attempt ?? none, fact: r.fact ?? none };
}

/** Whether `found` lacks what was there when `remembered` was read. Read what is remembered first. */
export const isBehind = (found: Tide, remembered: Tide): boolean =>
  found.installation === remembered.installation &&
  (found.batch < remembered.batch || found.attempt < remembered.attempt || found.fact < remembered.fact);

/** The code under which senders are held, until a person lets them go. */
export const restoredCode = 'restored_backup';
/** No probe finds out whether it is right to go on. */
const never = new Date('9999-01-01T00:00:00Z');

/** Nothing is told any more by any channel; who is urgent is with a person, as in any outage. */
export async function holdSenders(tx: Tx, now: Date): Promise<void> {
  for (const before of await lockedSenders(tx)) {
    const held: SenderHealth = {
      ...before,
      breaker: 'open',
      code: restoredCode,
      openedBy: null,
      since: now,
      probeAt: never,
      probeAttemptId: null,
      probeUntil: null,
      troubles: 0,
    };
    await writeSender(tx, before, held, now);
  }
}

/** Returns how many were held. Those who were put off are taken up again, a few at a time. */
export async function releaseSenders(tx: Tx, now: Date): Promise<number> {
  const held = (await lockedSenders(tx)).filter((s) => s.breaker !== 'closed' && s.code === restoredCode);
  for (const before of held)
    await writeSender(tx, before, { ...before, breaker: 'closed', probeAt: null, closedAt: now, openings: 0 }, now);
  return held.length;
}

async function lockedSenders(tx: Tx) {
  await tx.query(`select channel from sender where channel = any($1) order by channel for update`, [channels]);
  return allSenders(tx);
}
