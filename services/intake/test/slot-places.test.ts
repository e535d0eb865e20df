/** Slots that say where they are and how to prepare. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Intake, openIntake } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const put = (over: object) =>
  intake.ask('PUT', '/v1/slots', {
    body: {
      slots: [
        {
          externalId: 'S-1',
          resource: 'DR-1',
          start: '2026-12-01T10:00:00-05:00',
          end: '2026-12-01T10:30:00-05:00',
          ...over,
        },
      ],
    },
  });
const slot = async () => (await intake.ask('GET', '/v1/slots')).json.data[0];

test('a slot keeps its place and preparation, until it is put without them [edge case 59]', async () => {
  const place = { address: '9 Elm Street', directions: { en: 'Use the side door.' } };
  const preparation = { en: 'Drink nothing.', es: 'No beba nada.' };
  await put({ place, preparation });
  expect(await slot()).toMatchObject({ place, preparation });
  await put({});
  expect(await slot()).not.toHaveProperty('place');
  expect(await slot()).not.toHaveProperty('preparation');
});

test('words in a language nobody would be spoken to in, or longer than can be said, are refused by their field', async () => {
  const refused = async (over: object) => {
    const { status, json } = await put(over);
    return [status, json.errors.map((e: { pointer: string }) => e.pointer)];
  };
  expect(await refused({ place: { address: 'x'.repeat(101) } })).toEqual([400, ['/slots/0/place/address']]);
  expect(await refused({ preparation: { en: 'x'.repeat(401) } })).toEqual([400, ['/slots/0/preparation/en']]);
  expect(await refused({ preparation: { xx: 'x' } })).toEqual([
    400,
    [expect.stringMatching(/^\/slots\/0\/preparation/)],
  ]);
  expect(await refused({ place: {} })).toEqual([400, ['/slots/0/place/address']]);
});
