/** BullMQ on Redis: production's muscle. */
import type { Logger } from '@rollcall/platform';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { bullConsumer, bullPublisher, processor, within } from './bullmq.js';
import type { QueueBackend } from './port.js';
import { jobOptions, queueName, queuePrefix, workerOptions } from './settings.js';

/** How long a connection may take before it counts as away. Real milliseconds. */
const connectMs = 2000;

const whenReady = (redis: Redis): Promise<void> =>
  redis.status === 'ready'
    ? Promise.resolve()
    : within(new Promise((resolve) => redis.once('ready', () => resolve())), connectMs, 'connecting to redis');

export function redisBackend(options: { url: string; prefix: string; logger: Logger }): QueueBackend {
  const { url, prefix, logger } = options;
  const connections: Redis[] = [];
  const onError = (error: Error): void => logger.warn({ err: error }, 'redis connection trouble');
  /** For publishing and asking: fails at once when Redis is away. */
  const impatient = (): Redis => {
    const redis = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      retryStrategy: (n) => Math.min(n * 200, 2000),
    });
    redis.on('error', onError);
    connections.push(redis);
    return redis;
  };
  /** For workers: waits for Redis to come back. */
  const patient = (): Redis => {
    const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (n) => Math.min(n * 200, 2000) });
    redis.on('error', onError);
    connections.push(redis);
    return redis;
  };
  let probe: Redis | undefined;
  return {
    prepare: async () => {},
    publisher: async () => {
      const connection = impatient();
      await whenReady(connection).catch(onError);
      return bullPublisher((topic) => {
        // A queue opened while Redis is away would never recover: the relay keeps its rows and asks again.
        if (connection.status !== 'ready') throw new Error('redis is away');
        const queue = new Queue(queueName(topic), {
          connection,
          prefix: queuePrefix(prefix, topic),
          defaultJobOptions: jobOptions,
          skipWaitingForReady: true,
        });
        queue.on('error', onError);
        return queue;
      });
    },
    consume: async (topic, handler, consume) => {
      const worker = new Worker(queueName(topic), processor(topic, handler, consume), {
        connection: patient(),
        prefix: queuePrefix(prefix, topic),
        concurrency: consume.concurrency,
        ...workerOptions,
      });
      return bullConsumer(worker, consume);
    },
    ready: async () => {
      probe ??= impatient();
      try {
        await whenReady(probe);
        const [, policy] = (await within(probe.config('GET', 'maxmemory-policy'), 1000, 'asking redis')) as [
          string,
          string,
        ];
        // An evicting Redis throws jobs away; a wrong policy only warns at start (measured), so it fails readiness here.
        return { redis: true, redisNoEviction: policy === 'noeviction' };
      } catch {
        return { redis: false };
      }
    },
    close: async () => {
      for (const c of connections) c.disconnect();
    },
  };
}
