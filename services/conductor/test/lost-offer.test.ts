import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { upsertSlots } from '@rollcall/database';
import { newId } from '@rollcall/platform';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.endWell());

const phone = '+12125550101';
const offers = () =>
  world.rows(`select id, state, settled_at is not null settled from offer order by requested_at, id`);
const result = (offerId: string, what: string) =>
  world.fact('reschedule.offer', null, { kind: 'offer', offerId, result: what });

test('a patient whose chosen time is gone is offered another: the old question makes room for the new one [edge cases 52, 53]', async () => {
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  await world.send();
  await world.text(phone, '1');
  const [first] = await offers();
  expect(first).toMatchObject({ state: 'requested' });
  await hold(first?.id);
  await result(first?.id, 'made');
  await world.send();
  await world.text(phone, '1');
  expect(await offers()).toMatchObject([{ id: first?.id, state: 'chosen' }]);
  await result(first?.id, 'lost');
  expect(await offers()).toMatchObject([
    { id: first?.id, state: 'void', settled: true },
    { state: 'requested', settled: false },
  ]);
  expect(await world.rows(`select 1 from inbox where result = 'parked'`)).toEqual([]);
});

test('the last question asked is the one a text answers, also when the clock was put back between the two [edge case 37]', async () => {
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  await world.send();
  world.clock.advance(-10 * 60_000);
  await world.text(phone, '1');
  const [offer] = await offers();
  await hold(offer?.id);
  await result(offer?.id, 'made');
  await world.send();
  await world.text(phone, '1');
  expect(await offers()).toMatchObject([{ id: offer?.id, state: 'chosen' }]);
});

/** What the reschedule service writes when it fills an offer. */
async function hold(offerId: string): Promise<void> {
  const now = world.clock.now();
  const [start, end, expires] = [26, 26.5, 1].map((hours) => new Date(now.getTime() + hours * 3_600_000));
  await upsertSlots(
    world.database,
    world.practiceId,
    [
      {
        externalId: 'S-1',
        resource: 'dr-hale',
        start,
        end,
        location: 'main',
        visitTypes: ['follow-up'],
        modality: 'in-person',
        status: 'free',
      },
    ] as never,
    now,
    newId,
  );
  await world.rows(
    `insert into reservation (id, practice_id, slot_id, resource, during, offer_id, notice_id, patient_id, choice, state, hold_expires_at)
     select $2, f.practice_id, s.id, s.resource, tstzrange(s.start_at, s.end_at), f.id, n.id, n.patient_id, 1, 'held', $3
     from offer f join notice n on n.id = f.notice_id, slot s where f.id = $1`,
    offerId,
    newId(),
    expires,
  );
  await world.rows(`update offer set expires_at = $2, worked_at = $3 where id = $1`, offerId, expires, now);
}
