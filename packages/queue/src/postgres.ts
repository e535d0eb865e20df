/** BullMQ on Postgres: the embedded default, with nothing to install beside the database. */
import type { Logger } from '@rollcall/platform';
import { createPostgresBackend, withBackend } from 'bullmq';
import pg from 'pg';
import { bullConsumer, bullPublisher, processor } from './bullmq.js';
import type { QueueBackend } from './port.js';
import { jobOptions, queueName, workerOptions } from './settings.js';

const { Queue, Worker } = withBackend(createPostgresBackend);

/** Connections per use: nine processes share one small server. */
const poolSize = 3;

export function postgresBackend(options: { url: string; logger: Logger }): QueueBackend {
  const { url, logger } = options;
  const connection = { connectionString: url, schema: 'bullmq', max: poolSize, application_name: 'rollcall-queue' };
  const onError = (error: Error): void => logger.warn({ err: error }, 'queue connection trouble');
  let probe: pg.Pool | undefined;
  return {
    prepare: async () => {
      const queue = new Queue('prepare', { connection: { ...connection, migrate: true } });
      queue.on('error', onError);
      await queue.waitUntilReady();
      await queue.close();
    },
    publisher: async () =>
      bullPublisher((topic) => {
        const queue = new Queue(queueName(topic), {
          connection: { ...connection, max: 1 },
          defaultJobOptions: jobOptions,
        });
        queue.on('error', onError);
        return queue;
      }),
    consume: async (topic, handler, consume) => {
      const worker = new Worker(queueName(topic), processor(topic, handler, consume), {
        connection,
        concurrency: consume.concurrency,
        ...workerOptions,
      });
      await worker.waitUntilReady();
      return bullConsumer(worker, consume);
    },
    ready: async () => {
      probe ??= new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 1000 });
      probe.on('error', onError);
      try {
        await probe.query('select 1');
        return { queue: true };
      } catch {
        return { queue: false };
      }
    },
    close: async () => {
      await probe?.end();
    },
  };
}
