/** A few values that outlive the database: in Redis, or in a file where there is none. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Logger } from '@rollcall/platform';
import { within } from './bullmq.js';
import { openImpatient } from './redis-connection.js';

export interface Memory {
  /** Rejects when it cannot be reached. */
  read(): Promise<string | null>;
  write(value: string): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 2000;

export function redisMemory(url: string, key: string, logger: Logger): Memory {
  const redis = openImpatient(url);
  redis.on('error', (error) => logger.warn({ err: error }, 'redis connection trouble'));
  const ready = async (): Promise<void> => {
    if (redis.status !== 'ready')
      await within(new Promise((resolve) => redis.once('ready', () => resolve(undefined))), patienceMs, 'redis');
  };
  return {
    read: async () => {
      await ready();
      return within(redis.get(key), patienceMs, 'asking redis');
    },
    write: async (value) => {
      await ready();
      await within(redis.set(key, value), patienceMs, 'telling redis');
    },
    close: async () => redis.disconnect(),
  };
}

export function fileMemory(path: string): Memory {
  return {
    read: async () => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return null;
        throw error;
      }
    },
    // Renamed into place: a crash leaves the old value or the new one.
    write: async (value) => {
      await writeFile(`${path}.new`, value, { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    close: async () => {},
  };
}
