/** The floor's queue: BullMQ as it comes. */
import { type ConnectionOptions, Queue, Worker } from 'bullmq';
import { channels, concurrency, type FloorChannel, type FloorJob } from './words.js';

const connection = (url: string): ConnectionOptions => {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port), maxRetriesPerRequest: null };
};

export async function openQueues(url: string): Promise<(channel: FloorChannel, jobs: FloorJob[]) => Promise<unknown>> {
  const options = {
    connection: connection(url),
    defaultJobOptions: { removeOnComplete: true, removeOnFail: 1000 },
  };
  const queues = new Map(channels.map((channel) => [channel, new Queue<FloorJob>(`floor-${channel}`, options)]));
  await Promise.all([...queues.values()].map((q) => q.waitUntilReady()));
  return async (channel, jobs) => queues.get(channel)?.addBulk(jobs.map((data) => ({ name: 'attempt', data })));
}

export function work(url: string, handle: (job: FloorJob) => Promise<void>): void {
  for (const channel of channels)
    new Worker<FloorJob>(`floor-${channel}`, (job) => handle(job.data), { connection: connection(url), concurrency });
}
