/** Redis when there is one, else the database. */
import type { Logger } from '@rollcall/platform';
import type { QueueBackend } from './port.js';
import { postgresBackend } from './postgres.js';
import { redisBackend } from './redis.js';

export interface QueueOptions {
  redisUrl?: string;
  databaseUrl: string;
  logger: Logger;
  /** Separates installations that share one Redis. */
  prefix?: string;
}

export async function connectQueue(options: QueueOptions): Promise<QueueBackend> {
  return options.redisUrl
    ? redisBackend({ url: options.redisUrl, prefix: options.prefix ?? 'rollcall', logger: options.logger })
    : postgresBackend({ url: options.databaseUrl, logger: options.logger });
}
