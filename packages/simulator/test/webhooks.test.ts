import { describe, expect, test } from '@jest/globals';
import { cast, mail, notice, rid, scenes, text } from './scene.js';

const number = '+12125550101';
const status = `/twilio/status/${rid}`;

describe('webhooks', () => {
  const scene = scenes();

  test('what was refused is told again with the same token, as the address asks for', async () => {
    const { gateway, simulator } = scene.current;
    let refusals = 2;
    gateway.say = ({ path }) => (path === status && refusals-- > 0 ? { status: 503 } : undefined);
    simulator.world.cast.put([cast(number, 'silent')]);
    await text(scene.current, number, notice);
    await simulator.idle();
    const told = gateway.at(status);
    const sent = told.filter((t) => t.params.MessageStatus === 'sent');
    expect(sent.length + told.filter((t) => t.params.MessageStatus === 'delivered').length).toBe(4);
    expect(new Set(told.map((t) => t.token)).size).toBe(2);
    expect(told.every((t) => !t.path.includes('#'))).toBe(true);
  });

  test('without such a wish a refusal is final', async () => {
    const { gateway, simulator } = scene.current;
    gateway.say = ({ path }) => (path === status ? { status: 503 } : undefined);
    simulator.world.cast.put([cast(number, 'silent')]);
    await text(scene.current, number, notice, { StatusCallback: gateway.url + status });
    await simulator.idle();
    expect(gateway.at(status).map((t) => t.params.MessageStatus)).toEqual(['sent', 'delivered']);
  });

  test('what a person says is told until it is heard', async () => {
    const { gateway, simulator } = scene.current;
    let refusals = 1;
    gateway.say = ({ path }) => (path.startsWith('/twilio/inbound') && refusals-- > 0 ? { status: 500 } : undefined);
    simulator.world.cast.put([cast(number, 'texts-1')]);
    await text(scene.current, number, notice);
    await simulator.idle();
    const told = gateway.at('/twilio/inbound/messages');
    expect(told).toHaveLength(2);
    expect(new Set(told.map((t) => t.params.MessageSid)).size).toBe(1);
  });

  test('mail events are told again until they are taken, and travel together', async () => {
    const { gateway, simulator } = scene.current;
    let refusals = 1;
    let posts = 0;
    gateway.say = ({ path }) => {
      if (path !== '/sendgrid/events') return undefined;
      posts += 1;
      return refusals-- > 0 ? { status: 500 } : undefined;
    };
    const addresses = Array.from({ length: 30 }, (_, n) => `p${n}@example.org`);
    simulator.world.cast.put(addresses.map((a) => cast(a, 'silent')));
    await Promise.all(addresses.map((a) => mail(scene.current, a, '<p>Hello</p>')));
    await simulator.idle();
    const ids = gateway.mailEvents.map((e) => e.sg_event_id);
    expect(new Set(ids).size).toBe(60);
    expect(posts).toBeLessThan(30);
  });

  test('nothing is told any more after a reset', async () => {
    const { gateway, simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'texts-1')]);
    await text(scene.current, number, notice);
    await simulator.world.reset();
    expect(simulator.world.agenda.pending).toBe(0);
    expect(gateway.at('/twilio/inbound/messages')).toEqual([]);
    await text(scene.current, number, notice);
    await simulator.idle();
    expect(gateway.at('/twilio/inbound/messages')).toHaveLength(1);
  });
});
