import { createHmac, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Receiver, startReceiver } from '../../src/demo/receiver.js';

const key = randomBytes(24);
const secret = `whsec_${key.toString('base64')}`;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function deliver(id: string, body: string, signedBody = body): Promise<number> {
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${at}.${signedBody}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` };
  return (await fetch(receiver.url, { method: 'POST', headers, body })).status;
}
const informed = JSON.stringify({ type: 'notice.informed', timestamp: '2026-11-24T12:00:00Z', data: {} });

test('a signed event is verified and counted once, however often it is delivered', async () => {
  receiver.trust(secret);
  expect([await deliver('e-1', informed), await deliver('e-1', informed), await deliver('e-2', informed)]).toEqual([
    204, 204, 204,
  ]);
  expect(receiver.counts).toEqual({
    received: 3,
    verified: 3,
    events: 2,
    byType: { 'notice.informed': 2 },
    refusals: [],
  });
});

test('an event whose body was changed on the way is turned away', async () => {
  receiver.trust(secret);
  expect(await deliver('e-1', informed, informed.replace('informed', 'rebooked'))).toBe(401);
  expect(receiver.counts).toMatchObject({ received: 1, verified: 0, refusals: ['No matching signature found'] });
});

test('before the secret is known the sender is told to come again', async () => {
  expect(await deliver('e-1', informed)).toBe(503);
});

test('what somebody else sends to the port is not counted', async () => {
  expect((await fetch(new URL('/', receiver.url), { method: 'POST', body: informed })).status).toBe(404);
  expect(receiver.counts.received).toBe(0);
});
