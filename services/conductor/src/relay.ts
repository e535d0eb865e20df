/**
 * The relay: outbox rows become jobs. Published first, cleared second: a crash between them publishes twice, which is
 * harmless (the claim is a compare-and-set); the other order could lose a job.
 *
 * A queue is first in, first out, so the waiting is done in the outbox: only as much is published as the workers will
 * take in a moment, and the most urgent of all practices goes first. Ten thousand texts of one practice are thus never
 * ahead of twelve urgent ones of another by more than one window.
 */
import type { AttemptJob, Topic } from '@rollcall/contracts';
import {
  clearOutbox,
  lockPace,
  type OutboxRow,
  type SenderRow,
  setPace,
  type Tx,
  takeOutbox,
  uneasySenders,
} from '@rollcall/database';
import { allowance, paceAfter, startsPerSecond } from '@rollcall/domain';
import { faultPoint } from '@rollcall/platform';
import type { Publisher } from '@rollcall/queue';
import type { EngineContext } from './planner.js';

export interface RelayLimits {
  /** Jobs of one topic waiting or under way: enough to keep the workers busy between two rounds, and no more. */
  window: number;
  /** Starts a second of business time, for topics whose provider allows only so many. */
  perSecond: Partial<Record<Topic, number>>;
}
export const defaultLimits: RelayLimits = { window: 200, perSecond: {} };

/**
 * Jobs that travel as one: what BullMQ and Redis do, they do for each entry. A twentieth of a window at most, so that the
 * window stays what it is and a slow one holds up few.
 */
const togetherOf = (window: number): number => Math.min(Math.max(Math.floor(window / 20), 1), 10);

const topics: readonly Topic[] = ['voice', 'sms', 'im', 'email'];
/** A paced start may be let go this long before its time. Business milliseconds, and real ones: a few idle rounds. */
const ahead = { businessMs: 1000, realMs: 200 };

/**
 * Returns one round of relaying, which returns how many rows left the outbox. A round throws when the queue is down; the
 * rows stay.
 */
export function relay(
  context: EngineContext,
  publisher: Publisher,
  limits: RelayLimits = defaultLimits,
): () => Promise<number> {
  const { database, clock } = context;
  const aheadMs = Math.max(ahead.businessMs, clock.fromReal(ahead.realMs));
  const windowOf = (perSecond: number | undefined): number => {
    if (perSecond === 0) return 0;
    return perSecond === undefined ? limits.window : Math.max(2, Math.ceil((2 * perSecond * aheadMs) / 1000));
  };
  /** Topics that had rows in the last round: only their queues are asked how full they are. */
  let busy: readonly Topic[] = [];
  return async () => {
    const [depths, uneasy] = await Promise.all([depthsOf(publisher, busy), uneasySenders(database.pool)]);
    const slowed = slowedBy(uneasy, limits, clock.now());
    busy = [];
    const windows = new Map(topics.map((t) => [t, windowOf(slowed.perSecond[t])]));
    const together = (t: Topic): number => togetherOf(windows.get(t) ?? 0);
    // An entry counts as if it were full.
    const room = (t: Topic): number => (windows.get(t) ?? 0) - (depths.get(t) ?? 0) * together(t);
    const rooms = new Map(topics.map((t) => [t, Math.max(room(t), 0)]));
    const rows = await database.transaction(async (tx) => {
      const now = clock.now();
      const due = await takeOutbox(tx, now, rooms);
      const leaving = await inPace(tx, due, slowed, now, aheadMs);
      if (leaving.length > 0) faultPoint('relay.before-publish');
      await publish(publisher, leaving, together);
      if (leaving.length > 0) faultPoint('relay.after-publish');
      await clearOutbox(
        tx,
        leaving.map((r) => r.id),
      );
      return leaving;
    });
    if (rows.length > 0) faultPoint('relay.after-commit');
    busy = topics.filter((t) => (depths.get(t) ?? 0) > 0 || rows.some((r) => r.topic === t));
    return rows.length;
  };
}

/** A sender that its provider asked to slow down starts no more than its pace allows, 0 while it is to be left alone. */
function slowedBy(uneasy: readonly SenderRow[], limits: RelayLimits, now: Date): RelayLimits {
  const perSecond = { ...limits.perSecond };
  for (const sender of uneasy) {
    const pace = startsPerSecond(sender, now);
    if (pace !== null) perSecond[sender.channel] = Math.min(pace, perSecond[sender.channel] ?? pace);
  }
  return { ...limits, perSecond };
}

async function depthsOf(publisher: Publisher, of: readonly Topic[]): Promise<Map<Topic, number>> {
  return new Map(await Promise.all(of.map(async (t) => [t, await publisher.depth(t)] as const)));
}

/** Of the paced topics as many as may start now; of the others all. */
async function inPace(
  tx: Tx,
  due: readonly OutboxRow[],
  limits: RelayLimits,
  now: Date,
  aheadMs: number,
): Promise<OutboxRow[]> {
  const leaving: OutboxRow[] = due.filter((r) => !r.wanted || limits.perSecond[r.topic] === undefined);
  for (const topic of topics) {
    const perSecond = limits.perSecond[topic];
    const waiting = due.filter((r) => r.topic === topic && r.wanted);
    if (perSecond === undefined || waiting.length === 0) continue;
    const pace = { nextAt: await lockPace(tx, topic, now), perSecond };
    const starting = waiting.slice(0, allowance(pace, now, aheadMs));
    if (starting.length > 0) await setPace(tx, topic, paceAfter(pace, now, starting.length));
    leaving.push(...starting);
  }
  return leaving;
}

async function publish(
  publisher: Publisher,
  rows: readonly OutboxRow[],
  together: (topic: Topic) => number,
): Promise<void> {
  const jobs = new Map<Topic, AttemptJob[]>();
  for (const { topic, job, wanted } of rows) {
    if (!wanted) continue;
    const list = jobs.get(topic);
    if (list) list.push(job);
    else jobs.set(topic, [job]);
  }
  await Promise.all([...jobs].map(([topic, list]) => publisher.publish(topic, list, together(topic))));
}
