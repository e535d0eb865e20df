/** BullMQ on Redis: production's muscle. */
import type { Logger } from '@rollcall/platform';
import { Queue, Worker } from 'bullmq';
import { bullConsumer, bullPublisher, processor, within } from './bullmq.js';
import type { QueueBackend } from './port.js';
import { openImpatient, openPatient, type RedisConnection, settingOf } from './redis-connection.js';
import { jobOptions, queueName, queuePrefix, workerOptions } from './settings.js';

/** How long a connection may take before it counts as away. Real milliseconds. */
const connectMs = 2000;

const whenReady = (redis: RedisConnection): Promise<void> =>
  redis.status === 'ready'
    ? Promise.resolve()
    : within(new Promise((resolve) => redis.once('ready', () => resolve(undefined))), connectMs, 'connecting to redis');

export function redisBackend(options: { url: string; prefix: string; logger: Logger }): QueueBackend {
  const { url, prefix, logger } = options;
  const connections: RedisConnection[] = [];
  const onError = (error: Error): void => logger.warn({ err: error }, 'redis connection trouble');
  const opened = (connection: RedisConnection): RedisConnection => {
    connection.on('error', onError);
    connections.push(connection);
    return connection;
  };
  let probe: RedisConnection | undefined;
  return {
    prepare: async () => {},
    publisher: async () => {
      const connection = opened(openImpatient(url));
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
        connection: opened(openPatient(url)),
        prefix: queuePrefix(prefix, topic),
        concurrency: consume.concurrency,
        ...workerOptions,
      });
      return bullConsumer(worker, consume);
    },
    ready: async () => {
      probe ??= opened(openImpatient(url));
      try {
        await whenReady(probe);
        const policies = await within(settingOf(probe, 'maxmemory-policy'), 1000, 'asking redis');
        // An evicting Redis throws jobs away; a wrong policy only warns at start (measured), so it fails readiness here.
        return { redis: true, redisNoEviction: policies.every((p) => p === 'noeviction') };
      } catch {
        return { redis: false };
      }
    },
    close: async () => {
      for (const c of connections) c.disconnect();
    },
  };
}
