import { expect, test } from '@jest/globals';
import { AppointmentInput } from '@rollcall/contracts';
import { sampleRequest } from '../../src/start/sample-request.js';

test('the printed command holds a body that fits the contract, for the next weekday', () => {
  const zone = 'Europe/Madrid';
  const text = sampleRequest({
    url: 'http://127.0.0.1:8080',
    key: 'rk_a_b',
    now: new Date('2026-11-27T20:00:00Z'),
    zone,
  });
  const body = JSON.parse(/<<'JSON'\n([\s\S]*)\nJSON$/.exec(text)?.[1] ?? '') as { appointments: unknown[] };
  const [appointment] = body.appointments.map((a) => AppointmentInput.parse(a));
  expect(appointment?.start).toBe('2026-11-30T10:00:00+01:00');
  // Nothing in the body may end the quoting of the shell.
  expect(text.match(/^JSON$/gm)).toHaveLength(1);
});
