import { describe, expect, test } from '@jest/globals';
import { cast, control, offer, rid, scenes, text } from './scene.js';

const number = 'whatsapp:+12125550101';
const sender = 'whatsapp:+15005550006';
const tell = { '1': 'Hello', payload1: 'key:1:a', payload2: 'key:2:a', payload3: 'key:3:a', payload9: 'key:9:a' };
const offered = { '1': 'Hello', payload1: 'key:1:b:o', payload2: 'key:2:b:o', payload4: 'key:4:b:o' };
const template = (variables: Record<string, string>) => ({
  From: sender,
  Body: '',
  ContentSid: `HX${'a'.repeat(32)}`,
  ContentVariables: JSON.stringify(variables),
});

describe('chatting with people', () => {
  const scene = scenes();
  const statuses = () => scene.current.gateway.at(`/twilio/status/${rid}`).map((t) => t.params);
  const heard = () => scene.current.gateway.at('/twilio/inbound/messages').map((t) => t.params);

  test('a button carries back what the template gave it, and the message it belongs to', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast('+12125550101', 'whatsapp-button-1')]);
    const sent = await text(scene.current, number, '', template(tell));
    await simulator.idle();
    expect(statuses().map((p) => p.MessageStatus)).toEqual(['sent', 'delivered', 'read']);
    expect(statuses()[2]).toMatchObject({ EventType: 'READ', ChannelPrefix: 'whatsapp' });
    expect(heard()).toEqual([
      expect.objectContaining({
        From: number,
        To: sender,
        MessageType: 'button',
        ButtonPayload: 'key:1:a',
        OriginalRepliedMessageSid: sent.body.sid,
        WaId: '12125550101',
      }),
    ]);
    expect(simulator.ledger.entries[0]).toMatchObject({ kind: 'im', replies: 1 });
  });

  test('an offer is answered with one of its buttons, or with none of these', async () => {
    const { simulator } = scene.current;
    const other = 'whatsapp:+12125550102';
    simulator.world.cast.put([cast(number, 'whatsapp-button-1'), cast(other, 'whatsapp-button-2-then-declines')]);
    await text(scene.current, number, '', template(offered));
    await text(scene.current, other, '', template(offered));
    await simulator.idle();
    const payloads = Object.fromEntries(heard().map((p) => [p.From, p.ButtonPayload]));
    expect(payloads[number]).toMatch(/^key:[12]:b:o$/);
    expect(payloads[other]).toBe('key:4:b:o');
  });

  test('free text is delivered only within a day after the person wrote', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'whatsapp-button-1')]);
    await text(scene.current, number, offer, { From: sender });
    await simulator.idle();
    expect(statuses().at(-1)).toMatchObject({ MessageStatus: 'failed', ErrorCode: '63016' });
    await text(scene.current, number, '', template(tell));
    await simulator.idle();
    await text(scene.current, number, offer, { From: sender });
    await simulator.idle();
    expect(heard().map((p) => p.Body)).toEqual(['1', expect.stringMatching(/^[12]$/)]);
    expect(heard()[1]?.MessageType).toBe('text');
  });

  test.each([
    ['pending', '63016'],
    ['paused', '63016'],
    ['rejected', '63013'],
  ] as const)('a template that is %s reaches nobody, and says why', async (state, code) => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast('+12125550101', 'whatsapp-button-1')]);
    const judged = { contentSid: template(tell).ContentSid, state };
    expect((await control(scene.current, 'POST', '/sim/templates', judged)).status).toBe(200);
    await text(scene.current, number, '', template(tell));
    await simulator.idle();
    expect(statuses().at(-1)).toMatchObject({ MessageStatus: 'failed', ErrorCode: code });
    expect(heard()).toEqual([]);
    await control(scene.current, 'POST', '/sim/templates', { ...judged, state: 'approved' });
    await text(scene.current, number, '', template(tell));
    await simulator.idle();
    expect(heard()).toHaveLength(1);
  });

  test('some only read', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'whatsapp-reads-only')]);
    await text(scene.current, number, '', template(tell));
    await simulator.idle();
    expect(statuses().at(-1)?.MessageStatus).toBe('read');
    expect(heard()).toEqual([]);
  });

  test('who is not on WhatsApp is refused, or found out later', async () => {
    const { simulator } = scene.current;
    const numbers = Array.from({ length: 12 }, (_, n) => `whatsapp:+121255501${n + 10}`);
    simulator.world.cast.put(numbers.map((n) => cast(n, 'not-on-whatsapp')));
    const answers = await Promise.all(numbers.map((n) => text(scene.current, n, '', template(tell))));
    await simulator.idle();
    expect(new Set(answers.filter((a) => a.status === 400).map((a) => a.body.code))).toEqual(new Set([63003]));
    expect(new Set(statuses().map((p) => p.ErrorCode))).toEqual(new Set(['63024']));
  });

  test('a sender of another channel, a bad template and bad variables are refused', async () => {
    const send = (more: Record<string, string>) => text(scene.current, number, '', { ...template(tell), ...more });
    expect((await send({ From: '+15005550006' })).body.code).toBe(63007);
    expect((await send({ ContentSid: 'HX1' })).status).toBe(400);
    expect((await send({ ContentVariables: '{"1":2}' })).body.code).toBe(21656);
    expect((await send({ ContentVariables: 'nothing' })).body.code).toBe(21656);
  });
});
