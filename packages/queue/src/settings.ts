/** What both backends agree on. Numbers and their reasons are from measurements of BullMQ 6.7.0. */
import type { Topic } from '@rollcall/contracts';

/** One queue per channel, each in a hash slot of its own, so that a Redis Cluster can spread them. */
export const queueName = (topic: Topic): string => `attempts-${topic}`;
export const queuePrefix = (prefix: string, topic: Topic): string => `{${prefix}-${topic}}`;

/** Business retries live in the database: two worker crashes would kill a job whatever `attempts` says. */
export const jobOptions = {
  attempts: 1,
  // Kept for a while so that the same generation published twice is one job; by count, so that Redis does not fill.
  removeOnComplete: { count: 1000, age: 600 },
  removeOnFail: { count: 1000, age: 3600 },
};
/** Nobody looks for a bundle by its id. */
export const bundleOptions = { removeOnComplete: true };
export const workerOptions = {
  lockDuration: 30_000,
  // A crash is no fault of the job: the claim decides whether it still means anything.
  maxStalledCount: 20,
  stalledInterval: 15_000,
};
/** How long a close may wait for handlers before it stops waiting. Real milliseconds. */
export const closeGraceMs = 5000;
/** `add` waits for a lost Redis for ever (measured); the relay rather keeps its row. Real milliseconds. */
export const publishTimeoutMs = 5000;
/** How long a later build's job rests before a worker looks again, and how long in all. Real milliseconds. */
export const laterJobs = { againAfterMs: 2000, keptMs: 120_000 };
