/** The port over BullMQ's classes, whichever backend they were bound to. */
import {
  AttemptJob,
  attemptJobId,
  bundleVersion,
  JobBundle,
  jobVersion,
  laterJob,
  type Topic,
} from '@rollcall/contracts';
import { DelayedError, type Job, type Queue, type Worker } from 'bullmq';
import { atMost } from './at-most.js';
import type { ConsumeOptions, Consumer, Publisher } from './port.js';
import { bundleOptions, closeGraceMs, laterJobs, publishTimeoutMs } from './settings.js';

/** The part of BullMQ's classes that is the same whatever their connection is. */
type AnyQueue = Pick<Queue, 'addBulk' | 'getJobCounts' | 'close'>;
interface AnyWorker extends Pick<Worker, 'close'> {
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function bullPublisher(
  open: (topic: Topic) => AnyQueue,
  onClose: () => Promise<void> = async () => {},
): Publisher {
  const queues = new Map<Topic, AnyQueue>();
  const queue = (topic: Topic): AnyQueue => {
    const known = queues.get(topic);
    if (known) return known;
    const opened = open(topic);
    queues.set(topic, opened);
    return opened;
  };
  return {
    publish: async (topic, jobs, together = 1) => {
      if (jobs.length === 0) return;
      const adding = queue(topic).addBulk(inBundles(jobs, together).map(entryOf));
      // If the timeout wins, the late rejection must not become an unhandled one.
      adding.catch(() => {});
      await within(adding, publishTimeoutMs, 'publishing');
    },
    depth: async (topic) => {
      const counts = await within(
        queue(topic).getJobCounts('waiting', 'active', 'delayed', 'prioritized'),
        publishTimeoutMs,
        'counting',
      );
      return Object.values(counts).reduce((a, b) => a + b, 0);
    },
    close: async () => {
      await Promise.allSettled([...queues.values()].map((q) => within(q.close(), closeGraceMs, 'closing a queue')));
      await onClose();
    },
  };
}

const inBundles = (jobs: readonly AttemptJob[], size: number): (readonly AttemptJob[])[] =>
  Array.from({ length: Math.ceil(jobs.length / size) }, (_, n) => jobs.slice(n * size, (n + 1) * size));

/** One alone is as every build knows it. */
function entryOf(jobs: readonly AttemptJob[]): Parameters<AnyQueue['addBulk']>[0][number] {
  const [alone] = jobs;
  if (alone && jobs.length === 1) return { name: 'attempt', data: alone, opts: { jobId: attemptJobId(alone) } };
  const bundle: JobBundle = {
    v: bundleVersion,
    attempts: jobs.map(({ attemptId, generation }) => ({ attemptId, generation })),
  };
  // No id of its own: published again with other companions it must not be taken for the one before.
  return { name: 'attempts', data: bundle, opts: bundleOptions };
}

/** What lies in an entry; null when this build cannot read it. */
function jobsIn(data: unknown): AttemptJob[] | null {
  const bundle = JobBundle.safeParse(data);
  if (bundle.success) return bundle.data.attempts.map((a) => ({ v: jobVersion, ...a }));
  const alone = AttemptJob.safeParse(data);
  return alone.success ? [alone.data] : null;
}

type Taken = Pick<Job, 'id' | 'data' | 'timestamp' | 'moveToDelayed'>;

/** The processor of a worker: data is checked, a fault is logged and fails its entry only, not who travelled with it. */
export function processor(
  topic: Topic,
  handler: (job: AttemptJob) => Promise<void>,
  { logger, concurrency }: ConsumeOptions,
) {
  let toldOfLater = false;
  const inTurn = atMost(concurrency);
  const handle = async (job: AttemptJob): Promise<void> => {
    try {
      await inTurn(() => handler(job));
    } catch (error) {
      logger.error(
        { err: error, topic, attemptId: job.attemptId },
        'a job failed; the reconciler will find its attempt',
      );
      throw error;
    }
  };
  return async (job: Taken, token?: string): Promise<void> => {
    const jobs = jobsIn(job.data);
    if (!jobs && laterJob.safeParse(job.data).success) {
      if (!toldOfLater) logger.warn({ topic, jobId: job.id }, 'jobs of a later version are left for a later worker');
      toldOfLater = true;
      return leave(job, token);
    }
    if (!jobs) {
      logger.error({ topic, jobId: job.id }, 'a job of another version was left alone');
      throw new Error('not a job of this version');
    }
    const failed = (await Promise.allSettled(jobs.map(handle))).find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  };
}

/**
 * Puts a later build's job back for a while, until a worker of that build takes it. One that has waited long is dropped:
 * the reconciler has published its attempt anew since, and this copy would only go round.
 */
async function leave(job: Taken, token?: string): Promise<void> {
  if (Date.now() - job.timestamp > laterJobs.keptMs) return;
  await job.moveToDelayed(Date.now() + laterJobs.againAfterMs, token);
  throw new DelayedError();
}

export function bullConsumer(worker: AnyWorker, { logger }: ConsumeOptions): Consumer {
  worker.on('error', (error) => logger.warn({ err: error }, 'queue connection trouble'));
  return {
    close: async () => {
      // `close()` has no timeout of its own and hangs while Redis is down (measured).
      const gentle = worker.close();
      gentle.catch(() => {});
      try {
        await within(gentle, closeGraceMs, 'closing a worker');
      } catch {
        const forced = worker.close(true);
        forced.catch(() => {});
        await within(forced, 1000, 'forcing a worker to close').catch(() => {});
      }
    },
  };
}
