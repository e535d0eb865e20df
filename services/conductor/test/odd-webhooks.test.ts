/** What a provider sends with parameters missing, empty or made up, applied: nobody's answer waits behind it. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const phone = '+12125550101';
const kinds = [
  'twilio.message.status',
  'twilio.call.status',
  'twilio.call.answered',
  'twilio.call.key',
  'twilio.message.inbound',
  'twilio.call.inbound',
  'sendgrid.event',
  'sendgrid.inbound',
];
const odd = fc.oneof(
  fc.string(),
  fc.constantFrom('', '\u0000', 'x'.repeat(5000), '\ud800', phone, '1', 'delivered', 'failed', 'completed', 'STOP'),
  fc.jsonValue(),
);
const names = [
  'MessageSid',
  'MessageStatus',
  'ErrorCode',
  'CallSid',
  'CallStatus',
  'AnsweredBy',
  'SequenceNumber',
  'Digits',
  'offer',
];
const more = [
  'From',
  'To',
  'Body',
  'ButtonPayload',
  'event',
  'type',
  'reason',
  'sg_message_id',
  'headers',
  'from',
  'to',
  'text',
];
const payload = fc.dictionary(fc.constantFrom(...names, ...more), odd);

test('none of it stops the applier, and the answer that follows counts', async () => {
  await world.patients({ name: 'Ana', phone, email: 'ana@example.org' });
  await world.plan();
  const [sms = null] = await world.send();
  for (const [kind, given, known] of fc.sample(fc.tuple(fc.constantFrom(...kinds), payload, fc.boolean()), {
    numRuns: 150,
    seed: 7,
  }))
    await world.store(kind, known ? sms : null, given as object);
  await world.apply();
  expect(world.errors).toEqual([]);
  expect(await world.rows(`select count(*)::int n from inbox where processed_at is null`)).toEqual([{ n: 0 }]);
  expect(await world.rows(`select id from inbox where result = 'parked'`)).toEqual([]);
  // Some of what was made up may have been an answer or a STOP; a fresh patient's is not in its way.
  await world.patients({ name: 'Ben', phone: '+12125550102' });
  await world.plan();
  await world.send();
  await world.text('+12125550102', '1');
  expect(await world.rows(`select state from notice where external_id = 'A-Ben'`)).toEqual([{ state: 'informed' }]);
});
