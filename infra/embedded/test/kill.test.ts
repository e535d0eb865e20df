import { setTimeout as delay } from 'node:timers/promises';
import { describe, test } from '@jest/globals';
import { serviceNames } from '../src/system.js';
import { playDay } from './a-day.js';
import { expectNobodyMissed } from './nobody-missed.js';

describe('killed with SIGKILL in the middle of the day and started again', () => {
  test.each(serviceNames)(
    '%s: nobody is missed, nobody is bothered twice',
    async (name) => {
      const day = await playDay({
        patients: 30,
        seed: 11,
        speed: 240,
        inTheMiddle: async (system) => {
          // Twice, at different moments: in the first rush, and while people answer.
          for (const afterMs of [700, 2500]) {
            await delay(afterMs);
            system.processes[name].kill('SIGKILL');
            await system.processes[name].restart();
            await system.processes[name].ready();
          }
        },
      });
      expectNobodyMissed(day);
    },
    180_000,
  );
});
