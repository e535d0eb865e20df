/** What happens to Redis. All it holds can be made again from the database. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.js';

const target = 'redis';
const downMs = { from: 200, to: 2000 };
const fullMs = { from: 1500, to: 3500 };

export const redisFaults: readonly Fault[] = [
  {
    name: 'redis flushed',
    target,
    strike: async ({ redis }, _random, said) => {
      said('FLUSHALL');
      await redis?.command('FLUSHALL');
    },
  },
  {
    name: 'redis killed',
    target,
    strike: async ({ redis }, random, said) => {
      const ms = Math.round(random.between(downMs.from, downMs.to));
      said(`Redis is killed and started again ${ms} ms later`);
      await redis?.kill();
      await pause(ms);
      await redis?.start();
    },
  },
  {
    name: 'redis full',
    target,
    strike: async ({ redis }, random, said) => {
      const ms = Math.round(random.between(fullMs.from, fullMs.to));
      said(`Redis is out of memory for ${ms} ms`);
      await redis?.command('CONFIG SET maxmemory 1mb');
      try {
        await pause(ms);
      } finally {
        await redis?.command('CONFIG SET maxmemory 0');
      }
    },
  },
];
