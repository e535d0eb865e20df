import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type ServiceName, serviceNames } from '../src/system.js';
import { playDay } from './a-day.js';
import { expectNobodyMissed } from './nobody-missed.js';

/** Killed one after another in the same day: by the time the next one dies, the one before works again. */
const victims: ServiceName[][] = [
  ['conductor', 'gateway', 'intake', 'auditor'],
  ['sms', 'voice', 'email', 'im'],
  ['reschedule', 'callbacks', 'conductor'],
];

describe('killed with SIGKILL in the middle of the day and started again', () => {
  test.each(victims.map((names) => [names.join(', '), names] as const))(
    '%s: nobody is missed, nobody is bothered twice',
    async (_, names) => {
      const day = await playDay({
        patients: 40,
        seed: 11,
        speed: 150,
        inTheMiddle: async (system) => {
          await delay(700);
          // Twice each: in the first rush, and while people answer.
          for (const name of [...names, ...names]) {
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

  test('every service is among them', () => {
    expect([...new Set(victims.flat())].sort()).toEqual([...serviceNames].sort());
  });
});
