/** From the choice to the booking where the practice's own system has the last word: engine, reschedule service and messages. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type BookingFact, defaultPolicy, type SlotInput } from '@rollcall/contracts';
import { loadConversations, storeFacts, upsertSlots } from '@rollcall/database';
import { renderSms } from '@rollcall/messages';
import { newId } from '@rollcall/platform';
import { bookOffers, expireOffers, fillOffers, remindOfAsked } from '../../reschedule/src/offers.js';
import { createWorld, type World } from './world.js';

const phone = '+12125550101';
const minute = 60_000;
let world: World;

beforeEach(async () => {
  world = await createWorld({ bookings: { confirmedBy: 'practice', withinMinutes: 30 } });
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  await send();
});
afterEach(() => world.endWell());

/** What the patient reads, message by message. */
async function send(): Promise<string[]> {
  const texts: string[] = [];
  const ids = await world.send((id) => ({ kind: 'accepted', ref: `SM-${id}` }));
  for (const id of ids) {
    const c = (await loadConversations(world.database, [id])).get(id);
    if (c) texts.push(renderSms(c).text);
  }
  return texts;
}
/** One round of the reschedule service, and what the conductor makes of it. */
async function reschedule(): Promise<void> {
  const context = { database: world.database, clock: world.clock, newId };
  await fillOffers(context);
  await bookOffers(context);
  await expireOffers(context);
  await remindOfAsked(context);
  await world.apply();
}
const slot = (n: number): SlotInput => ({
  externalId: `S-${n}`,
  resource: 'dr-hale',
  start: `2026-11-26T${String(9 + n).padStart(2, '0')}:00:00-05:00`,
  end: `2026-11-26T${String(9 + n).padStart(2, '0')}:30:00-05:00`,
  location: 'main',
  visitTypes: [],
  provides: [],
  modality: 'in-person',
  status: 'free',
});
const put = (...slots: SlotInput[]) => upsertSlots(world.database, world.practiceId, slots, world.clock.now(), newId);
/** As a receiver's 409, or the REST API, leaves it. */
async function practiceSays(outcome: BookingFact['outcome'], offerId: string): Promise<void> {
  const startsAt = '2026-11-26T15:00:00.000Z';
  await storeFacts(
    world.database.pool,
    world.database.sealer,
    [
      {
        source: 'practice',
        kind: 'practice.booking',
        dedupeKey: `${offerId}-${outcome}`,
        attemptId: null,
        payload: { kind: 'booking', offerId, outcome, startsAt },
      },
    ],
    world.clock.now(),
  );
  await world.apply();
}
const offers = () => world.rows(`select id, state from offer order by requested_no`);
const latest = async () => (await offers()).at(-1)?.id as string;
const told = async () =>
  (await world.rows(`select type, body -> 'data' data from callback_event where type like 'slot.%' order by seq`)).map(
    (r) => [r.type, r.data.slotExternalId ?? r.data.because ?? ''],
  );
/** Answers, is offered three times, and takes the first. */
async function choose(): Promise<void> {
  await reschedule();
  await send();
  await world.text(phone, '1');
  await reschedule();
}

test('a patient chooses, the practice refuses, she reads an apology with new times, chooses again, and hears "booked" when it is [edge case 58]', async () => {
  await put(slot(0), slot(1), slot(2), slot(3), slot(4), slot(5));
  await world.text(phone, '1');
  await choose();
  const first = await send();
  expect(first).toEqual([expect.stringMatching(/we have asked for Thu Nov 26 9:00 AM and will confirm it/)]);
  expect(await told()).toEqual([['slot.requested', 'S-0']]);
  expect(await world.rows(`select state from notice`)).toEqual([{ state: 'informed' }]);

  await practiceSays('refused', await latest());
  await practiceSays('refused', (await offers())[0]?.id);
  await reschedule();
  const apology = await send();
  expect(apology).toEqual([
    expect.stringMatching(
      /sorry, Thu Nov 26 9:00 AM is not free after all\. New times.*1 = Thu Nov 26 10:00 AM.*3 = Thu Nov 26 12:00 PM/,
    ),
  ]);
  expect(await told()).toEqual([
    ['slot.requested', 'S-0'],
    ['slot.released', 'refused'],
  ]);
  // Nobody is offered it again, although the practice's list still has it as free.
  await put(slot(0));
  expect(await world.rows(`select status from slot where external_id = 'S-0'`)).toEqual([{ status: 'busy' }]);
  expect(await world.rows(`select state from reservation where state = 'booked'`)).toEqual([]);

  await world.text(phone, '1');
  await reschedule();
  expect((await send()).join()).toMatch(/asked for Thu Nov 26 10:00 AM/);
  await practiceSays('confirmed', await latest());
  expect(await send()).toEqual([expect.stringMatching(/booked, Thu Nov 26 10:00 AM/)]);
  expect(
    await world.rows(`select n.state, s.external_id from notice n join slot s on s.id = n.booked_slot_id`),
  ).toEqual([{ state: 'rebooked', external_id: 'S-1' }]);
  expect((await told()).map(([type]) => type)).toEqual([
    'slot.requested',
    'slot.released',
    'slot.requested',
    'slot.booked',
  ]);
  expect([...first, ...apology].join(' ')).not.toMatch(/booked/i);
});

test('she reads the apology although the clock was put back before the practice refused', async () => {
  await put(slot(0), slot(1), slot(2), slot(3), slot(4), slot(5));
  await world.text(phone, '1');
  await choose();
  await send();
  const asked = await latest();
  world.clock.advance(-20 * minute);
  await practiceSays('refused', asked);
  await reschedule();
  expect(await send()).toEqual([expect.stringMatching(/sorry, Thu Nov 26 9:00 AM is not free after all/)]);
});

test('a practice that lets a request wait is asked by a person, and its late word still counts [edge case 58]', async () => {
  await put(slot(0));
  await world.text(phone, '1');
  await choose();
  await send();
  world.clock.advance(31 * minute);
  await reschedule();
  await reschedule();
  expect(await world.rows(`select reason, state from task where kind = 'rebook'`)).toEqual([
    { reason: 'booking_unconfirmed', state: 'open' },
  ]);
  expect(await send()).toEqual([]);
  expect(await world.rows(`select state from reservation where state <> 'released'`)).toEqual([{ state: 'booked' }]);
  world.clock.advance(90 * minute);
  await practiceSays('confirmed', await latest());
  expect(await send()).toEqual([expect.stringMatching(/booked, Thu Nov 26 9:00 AM/)]);
  expect(await world.rows(`select state from task where kind = 'rebook'`)).toEqual([{ state: 'resolved' }]);
});

test('a booking that the practice takes back days later: the patient is told so with the last free time gone, and a person calls [edge case 58]', async () => {
  await put(slot(0));
  await world.text(phone, '1');
  await choose();
  await practiceSays('confirmed', await latest());
  await send();
  world.clock.advance(4 * 60 * minute);
  await practiceSays('refused', await latest());
  await reschedule();
  expect(await send()).toEqual([expect.stringMatching(/sorry, Thu Nov 26 9:00 AM is not free after all, do not come/)]);
  expect(await world.rows(`select reason, state from task where kind = 'rebook'`)).toEqual([
    { reason: 'booking_refused', state: 'open' },
  ]);
  expect(await world.rows(`select state, booked_slot_id from notice`)).toEqual([
    { state: 'informed', booked_slot_id: null },
  ]);
});

test('where the slots are the calendar a choice is booked at once, as ever', async () => {
  const { rows } = await world.database.pool.query(
    `update policy set body = body || $1::jsonb where version = 2 returning 1`,
    [JSON.stringify({ bookings: defaultPolicy.bookings })],
  );
  expect(rows).toHaveLength(1);
  await put(slot(0));
  await world.text(phone, '1');
  await choose();
  expect(await send()).toEqual([expect.stringMatching(/booked, Thu Nov 26 9:00 AM/)]);
  expect((await told()).map(([type]) => type)).toEqual(['slot.booked']);
});
