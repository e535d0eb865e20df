/** Nobody is always there: who sleeps hears no call, and reads later. */
import { describe, expect, test } from '@jest/globals';
import { call, cast, mail, notice, rid, scenes, text } from './scene.js';

const number = '+12125550101';
const mailbox = 'ana@example.org';

describe('somebody who is away for an hour', () => {
  const scene = scenes();
  const callStatuses = () =>
    scene.current.gateway.at(`/twilio/status/${rid}`).map((t) => t.params.CallStatus ?? t.params.MessageStatus);
  const inAnHour = () => new Date(scene.current.simulator.world.clock.now().getTime() + 3_600_000);
  const isBack = (since: Date) => scene.current.simulator.world.clock.now().getTime() - since.getTime();

  test('lets the phone ring, and answers once they are back', async () => {
    const { gateway, simulator } = scene.current;
    gateway.say = () => ({ body: '<Response><Say>Goodbye.</Say><Hangup/></Response>' });
    const awayUntil = inAnHour();
    simulator.world.cast.put([{ ...cast(number, 'answers-and-presses-1'), awayUntil: awayUntil.toISOString() }]);
    await call(scene.current, number);
    await simulator.idle();
    expect(callStatuses().at(-1)).toBe('no-answer');
    await simulator.world.clock.sleep(Math.max(0, -isBack(awayUntil)));
    await call(scene.current, number);
    await simulator.idle();
    expect(callStatuses().at(-1)).toBe('completed');
  });

  test('reads the text when they are back', async () => {
    const { simulator } = scene.current;
    const awayUntil = inAnHour();
    simulator.world.cast.put([{ ...cast(number, 'texts-1'), awayUntil: awayUntil.toISOString() }]);
    await text(scene.current, number, notice);
    await simulator.idle();
    expect(scene.current.gateway.at('/twilio/inbound/messages')).toHaveLength(1);
    expect(isBack(awayUntil)).toBeGreaterThan(0);
  });

  test('reads the mail when they are back', async () => {
    const { simulator } = scene.current;
    const awayUntil = inAnHour();
    simulator.world.cast.put([{ ...cast(mailbox, 'replies-by-mail'), awayUntil: awayUntil.toISOString() }]);
    await mail(scene.current, mailbox, '<p>A message</p>');
    await simulator.idle();
    expect(isBack(awayUntil)).toBeGreaterThan(0);
  });

  test('who hears no call at all is a phone that rings out; their mailbox answers all the same', async () => {
    const { gateway, simulator } = scene.current;
    gateway.say = () => ({ body: '<Response><Say>Call us.</Say></Response>' });
    simulator.world.cast.put([
      { ...cast(number, 'answers-and-presses-1'), missesCalls: 1 },
      { ...cast('+12125550102', 'voicemail'), missesCalls: 1 },
    ]);
    await call(scene.current, number);
    await simulator.idle();
    expect(callStatuses().at(-1)).toBe('no-answer');
    await call(scene.current, '+12125550102');
    await simulator.idle();
    expect(callStatuses().at(-1)).toBe('completed');
  });
});
