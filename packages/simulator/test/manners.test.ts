/** People on the phone who do something else than listen and press. */
import { describe, expect, test } from '@jest/globals';
import type { PersonaName } from '../src/people/personas.js';
import type { Say } from './fake-gateway.js';
import { call, cast, control, rid, scenes } from './scene.js';

const number = '+12125550101';
const voice = `/twilio/voice/${rid}`;
const opening = 'This is Hudson Street, calling about an appointment.';
const menu = 'Your visit on Tuesday is cancelled. Press 1 if you understand. Press 2 for another time.';
const said = (words: string, next: string): string =>
  `<Response><Say>${words}</Say><Pause length="1"/><Redirect method="POST">${next}</Redirect></Response>`;
const asked = (words: string, digits = 1): string =>
  `<Response><Gather input="dtmf" numDigits="${digits}" timeout="20" action="${voice}/key" method="POST"><Say>${words}</Say></Gather><Redirect method="POST">${voice}/again</Redirect></Response>`;
const bye = '<Response><Say>Goodbye.</Say><Hangup/></Response>';
/** Says who calls, asks, and asks again after a key that means nothing. */
const gateway: Say = ({ path, params }) => {
  if (path === voice) return { body: said(opening, `${voice}/ask`) };
  if (path === `${voice}/ask` || path === `${voice}/again`) return { body: asked(menu) };
  return { body: path === `${voice}/key` && !['1', '2'].includes(params.Digits ?? '') ? asked(menu) : bye };
};
const yearOf: Say = ({ path, params }) => {
  const ask = asked('Please enter the four digits of the year in which the patient was born.', 4);
  if (path === voice) return { body: ask };
  if (params.Digits === '1961') return { body: asked(menu) };
  return { body: params.Digits?.length === 4 ? ask : bye };
};

describe('somebody who answers the phone', () => {
  const scene = scenes();
  const ring = async (persona: PersonaName, say: Say = gateway, birthYear?: number): Promise<void> => {
    const { gateway: door, simulator } = scene.current;
    door.say = say;
    simulator.world.cast.put([{ ...cast(number, persona), ...(birthYear ? { birthYear } : {}) }]);
    await call(scene.current, number);
    await simulator.idle();
  };
  const keys = () => scene.current.gateway.at(`${voice}/key`).map((t) => t.params.Digits);
  const heard = () =>
    scene.current.simulator.world.exchange.callsOf(number).map((c) => c.heard.map((h) => h.words).join(' '));

  test('has heard all that was said until they pressed, in its order, and the experimenter can read it', async () => {
    await ring('answers-and-presses-1');
    expect(heard()).toEqual([`${opening} ${menu} Goodbye.`]);
    const { body } = await control(scene.current, 'GET', `/sim/calls?address=${encodeURIComponent(number)}`);
    const [only] = body.data as { status: string; heard: { afterMs: number; words: string }[] }[];
    expect(only).toMatchObject({ status: 'completed' });
    const moments = only?.heard.map((h) => h.afterMs) ?? [];
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  });

  test('hangs up in the middle of the first words, and has heard no more', async () => {
    await ring('hangs-up-at-once');
    expect(keys()).toEqual([]);
    expect(opening.startsWith(heard()[0] ?? '-')).toBe(true);
    expect(heard()[0]?.length).toBeLessThan(opening.length);
  });

  test('says nothing and presses nothing, and is asked again', async () => {
    await ring('stays-silent');
    expect(keys()).toEqual([]);
    expect(scene.current.gateway.at(`${voice}/again`).length).toBeGreaterThan(1);
  });

  test.each([
    ['misses-the-keys-then-presses-1', ['7', '7', '1']],
    ['presses-in-the-pocket-then-1', ['1']],
  ] as const)('is one who %s: %j', async (persona, pressed) => {
    await ring(persona);
    expect(keys().slice(0, pressed.length)).toEqual(pressed);
  });

  test.each([
    ['answers-and-presses-1', ['1961', '1']],
    ['mistypes-the-birth-year', ['1962', '1961', '1']],
  ] as const)('knows the birth year, as one who %s: %j', async (persona, pressed) => {
    await ring(persona, yearOf, 1961);
    expect(keys()).toEqual(pressed);
  });

  test('guesses the birth year, and guesses wrong again', async () => {
    await ring('guesses-the-birth-year', (told) => (keys().length < 2 ? yearOf(told) : { body: bye }), 1961);
    expect(keys()).toEqual(['1962', '1962']);
  });

  test('hangs up where a birth year is asked that nobody gave them', async () => {
    await ring('answers-and-presses-1', yearOf);
    expect(keys()).toEqual([]);
  });

  test('lets a robot answer, reads who calls, takes over, and presses', async () => {
    await ring('screened-then-presses-1');
    expect(keys()).toEqual(['1']);
    expect(scene.current.simulator.world.cast.of(number).diary.map((d) => d.what)).toContain(
      'a robot answered a call and shows who it is',
    );
  });

  test('does not take over where the robot could not show who calls', async () => {
    await ring('screened-then-presses-1', ({ path }) => ({ body: path === voice ? asked(`Hello. ${menu}`) : bye }));
    expect(keys()).toEqual([]);
  });

  test('is out of the network’s reach at first, with a code that passes', async () => {
    await ring('unreachable-then-answers');
    const last = scene.current.gateway.at(`/twilio/status/${rid}`).at(-1);
    expect(last?.params).toMatchObject({ CallStatus: 'failed', SipResponseCode: '503' });
    await call(scene.current, number);
    await scene.current.simulator.idle();
    expect(keys()).toEqual(['1']);
  });

  test('is put through to a line that is busy', async () => {
    const line = '+12125550199';
    const { gateway: door, simulator } = scene.current;
    door.say = ({ path }) => ({
      body: path === voice ? `<Response><Dial action="/twilio/over"><Number>${line}</Number></Dial></Response>` : bye,
    });
    simulator.world.cast.put([cast(number, 'answers-and-presses-1'), cast(line, 'operator-is-busy')]);
    await call(scene.current, number);
    await simulator.idle();
    expect(door.at('/twilio/over')[0]?.params).toMatchObject({ DialCallStatus: 'busy', DialBridged: 'false' });
    expect(simulator.world.exchange.callsOf(line)[0]).toMatchObject({ direction: 'outbound-dial', status: 'busy' });
  });
});
