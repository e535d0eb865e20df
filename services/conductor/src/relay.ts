/**
 * The relay: outbox rows become jobs. Published first, marked second: a crash between them publishes twice, which is
 * harmless (the job id is the same, and the claim is a compare-and-set); the other order could lose a job.
 */
import type { AttemptJob, Topic } from '@rollcall/contracts';
import { markPublished, takeOutbox } from '@rollcall/database';
import type { Publisher } from '@rollcall/queue';
import type { EngineContext } from './planner.js';

const batchSize = 500;

/** One round. Returns how many rows were published. Throws when the queue is down; the rows stay. */
export async function relay(context: EngineContext, publisher: Publisher): Promise<number> {
  const { database, clock } = context;
  return database.transaction(async (tx) => {
    const now = clock.now();
    const rows = await takeOutbox(tx, now, batchSize);
    const jobs = new Map<Topic, AttemptJob[]>();
    for (const row of rows) jobs.set(row.topic, [...(jobs.get(row.topic) ?? []), row.job]);
    await Promise.all([...jobs].map(([topic, list]) => publisher.publish(topic, list)));
    await markPublished(
      tx,
      rows.map((r) => r.id),
      now,
    );
    return rows.length;
  });
}
