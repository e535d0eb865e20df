/** Jobs that come back from a queue after a long sleep, and receipts that never come. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askAboutSilence } from '../src/index.js';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.endWell());

const phone = '+12125550101';
const hour = 3_600_000;

test('a text that slept in the queue for a week is not sent: nobody hears today of a visit of last week [edge case 38]', async () => {
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  const jobs = await world.jobs();
  expect(jobs).toHaveLength(1);
  world.clock.advance(7 * 24 * hour);
  expect(await world.claim(jobs)).toEqual([null]);
  await world.apply();
  await world.plan();
  expect(await world.jobs()).toEqual([]);
  expect(await world.rows(`select state from attempt`)).toEqual([{ state: 'superseded' }]);
  expect(await world.rows(`select reason from task`)).toEqual([{ reason: 'deadline_passed' }]);
});

test('a text of which no receipt ever comes is asked about, and what is heard counts like the receipt [edge case 63]', async () => {
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  const [sent] = await world.send();
  world.clock.advance(10 * 60_000);
  const ask = async () => ({
    kind: 'twilio.message.status' as const,
    payload: { MessageSid: `SM-${sent}`, MessageStatus: 'undelivered', ErrorCode: '30006' },
  });
  expect(await askAboutSilence(world.context, ask, 60_000)).toBe(1);
  await world.apply();
  expect(await world.rows(`select state, code from attempt where id = $1`, sent)).toEqual([
    { state: 'failed', code: '30006' },
  ]);
  // The receipt that comes after all is the same fact.
  await world.fact('twilio.message.status', sent ?? '', (await ask()).payload);
  expect(await world.rows(`select sms_off from contact_point`)).toEqual([{ sms_off: 'landline' }]);
});
