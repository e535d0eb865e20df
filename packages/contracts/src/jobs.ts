/** What lies in a queue: ids only, with a version so that old and new code can run together. */
import { z } from 'zod';
import { AttemptId } from './ids.js';
import { bundleVersion, jobVersion } from './versions.js';
import type { Channel } from './words.js';

export const AttemptJob = z.object({
  v: z.literal(jobVersion),
  attemptId: AttemptId,
  /** Grows with each republication; an older generation's job is dropped at the claim. */
  generation: z.int().min(1),
});
export type AttemptJob = z.infer<typeof AttemptJob>;

/** Several jobs of one topic that travel as one: what a queue does, it does for each entry, whatever is in it. */
export const JobBundle = z.object({
  v: z.literal(bundleVersion),
  attempts: z.array(AttemptJob.omit({ v: true })).min(1),
});
export type JobBundle = z.infer<typeof JobBundle>;

/** A job of a later build: not ours to judge, only to leave. */
export const laterJob = z.object({ v: z.int().gt(bundleVersion) });

/** One queue per channel. */
export type Topic = Channel;

/** The queue refuses `:` and keeps one job per id; the database supplies the generation. */
export const attemptJobId = (job: Pick<AttemptJob, 'attemptId' | 'generation'>): string =>
  `attempt-${job.attemptId}-${job.generation}`;
