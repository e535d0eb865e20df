import { describe, expect, test } from '@jest/globals';
import type { OutageSet } from '../src/outages.js';
import { call, cast, control, mail, notice, rid, scenes, text } from './scene.js';

const number = '+12125550101';
const status = `/twilio/status/${rid}`;

describe('outages on demand', () => {
  const scene = scenes();
  const set = (outages: OutageSet) => control(scene.current, 'POST', '/sim/outages', outages);
  const verdicts = () => scene.current.simulator.ledger.entries.map((e) => e.verdict);

  test('revoked credentials of one channel leave the others alone, until they are valid again', async () => {
    scene.current.simulator.world.cast.put([cast(number, 'silent')]);
    await set({ sms: 'revoked', email: 'revoked' });
    expect(await text(scene.current, number, notice)).toMatchObject({ status: 401, body: { code: 20003 } });
    expect((await mail(scene.current, 'a@example.org', '<p>')).status).toBe(401);
    expect((await call(scene.current, number)).status).toBe(201);
    await set({ sms: null });
    expect((await text(scene.current, number, notice)).status).toBe(201);
    expect(verdicts()).toEqual(['faulted-before', 'faulted-before', 'accepted', 'accepted']);
  });

  test('a storm throttles everything and a total outage takes nothing', async () => {
    await set({ sms: 'storm', call: 'down' });
    expect((await text(scene.current, number, notice)).status).toBe(429);
    expect((await call(scene.current, number)).status).toBe(500);
    expect(verdicts()).toEqual(['faulted-before', 'faulted-before']);
  });

  test('an unregistered sender is told so only after the text was taken', async () => {
    await set({ sms: 'unregistered' });
    expect((await text(scene.current, number, notice)).status).toBe(201);
    await scene.current.simulator.idle();
    expect(scene.current.gateway.at(status).map((t) => [t.params.MessageStatus, t.params.ErrorCode])).toEqual([
      ['undelivered', '30034'],
    ]);
  });

  test('an outage nobody knows is refused', async () => {
    const answer = await control(scene.current, 'POST', '/sim/outages', { email: 'unregistered' });
    expect(answer.status).toBe(400);
  });
});
