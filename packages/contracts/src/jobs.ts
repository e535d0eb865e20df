/** What lies in a queue: ids only, with a version so that old and new code can run together. */
import { z } from 'zod';
import { AttemptId } from './ids.js';
import { jobVersion } from './versions.js';
import type { Channel } from './words.js';

export const AttemptJob = z.object({
  v: z.literal(jobVersion),
  attemptId: AttemptId,
  /** Grows with each republication; an older generation's job is dropped at the claim. */
  generation: z.int().min(1),
});
export type AttemptJob = z.infer<typeof AttemptJob>;

/** A job of a later build: not ours to judge, only to leave. */
export const laterJob = z.object({ v: z.int().gt(jobVersion) });

/** One queue per channel. */
export type Topic = Channel;

/** The queue refuses `:` and keeps one job per id; the database supplies the generation. */
export const attemptJobId = (job: Pick<AttemptJob, 'attemptId' | 'generation'>): string =>
  `attempt-${job.attemptId}-${job.generation}`;
