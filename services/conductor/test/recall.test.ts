/** A call that waits in the provider's queue is taken back before it rings for nothing. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLogger } from '@rollcall/platform';
import { recallCalls } from '../src/recall.js';
import { createWorld, type World } from './world.js';

let world: World;
let recalled: string[];
let round: () => Promise<number>;
const phone = '+12125550101';
const minute = 60_000;

beforeEach(async () => {
  world = await createWorld();
  recalled = [];
  const caller = { recall: async (ref: string) => void recalled.push(ref) };
  round = recallCalls(world.context, caller, createLogger({ service: 'test', level: 'silent' }));
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  await world.send();
  world.clock.advance(15 * minute);
  await world.plan();
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  await world.close();
});
const called = () => world.send((id) => ({ kind: 'accepted', ref: `CA-${id}` }));

test('a call past its use is taken back, once, and one that is in time is left alone [edge case 39]', async () => {
  const [call] = await called();
  expect(await round()).toBe(0);
  world.clock.advance(60 * minute);
  await round();
  await round();
  expect(recalled).toEqual([`CA-${call}`]);
});

test('a patient who answers by text while the call waits is not rung any more [edge case 16]', async () => {
  const [call] = await called();
  await world.text(phone, '1');
  await round();
  expect(recalled).toEqual([`CA-${call}`]);
});

test('a call that dials already is left: it says that the answer is noted [edge case 16]', async () => {
  const [call] = await called();
  const sid = `CA-${call}`;
  await world.fact('twilio.call.status', call ?? '', { CallSid: sid, CallStatus: 'initiated', SequenceNumber: '0' });
  await world.text(phone, '1');
  await round();
  expect(recalled).toEqual([]);
});

test.each(['404', '484', '604'])('SIP %s: the number is no number, and is not dialled again', async (code) => {
  const [call] = await called();
  await world.fact('twilio.call.status', call ?? '', {
    CallSid: `CA-${call}`,
    CallStatus: 'failed',
    SipResponseCode: code,
    SequenceNumber: '2',
  });
  expect(await world.rows(`select voice_off from contact_point where system = 'phone'`)).toEqual([
    { voice_off: 'not_in_service' },
  ]);
});

test.each([
  ['failed', '480'],
  ['failed', '503'],
  ['busy', '486'],
  ['no-answer', '487'],
])('%s with SIP %s passes: the next call of the plan is made', async (status, code) => {
  const [call] = await called();
  await world.fact('twilio.call.status', call ?? '', {
    CallSid: `CA-${call}`,
    CallStatus: status,
    SipResponseCode: code,
    SequenceNumber: '2',
  });
  expect(await world.rows(`select voice_off from contact_point where system = 'phone'`)).toEqual([{ voice_off: null }]);
  for (let n = 0; n < 4; n++) {
    world.clock.advance(8 * minute);
    await world.plan();
    await world.send();
  }
  const calls = await world.rows(`select id from attempt where channel = 'voice'`);
  expect(calls.length).toBeGreaterThan(1);
});
