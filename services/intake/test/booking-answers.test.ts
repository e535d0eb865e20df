/** The practice's own word on a slot that a patient chose. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '@rollcall/platform';
import { handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
let slot: string;
let made = 0;
let chosen: { notice: string; offer: string };
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const rows = async (sql: string, ...values: unknown[]) => (await intake.database.pool.query(sql, values)).rows;
const answer = (body: object, name = slot, key?: string) =>
  intake.ask('POST', `/v1/slots/${name}/booking`, { body, ...(key ? { key } : {}) });
const putSlot = (name: string, over: object = {}) => {
  const hour = String(8 + (made % 10)).padStart(2, '0');
  return intake.ask('PUT', '/v1/slots', {
    body: {
      slots: [
        {
          externalId: name,
          resource: `DR-${made}`,
          start: `2026-11-26T${hour}:00:00-05:00`,
          end: `2026-11-26T${hour}:30:00-05:00`,
          ...over,
        },
      ],
    },
  });
};

/** A patient who knows and chose a slot; the offer stands as `state`. */
beforeEach(async () => {
  slot = `S-${++made}`;
  const { id } = await handOver(intake, [row()]);
  const [notice] = await rows(`select id, outreach_id, patient_id from notice where batch_id = $1`, id);
  await intake.ask('POST', `/v1/outreaches/${notice.outreach_id}/attest`, {
    body: { by: 'Mo', how: 'spoke-by-phone' },
  });
  await putSlot(slot);
  const offer = newId();
  await rows(
    `with f as (insert into offer (id, practice_id, outreach_id, notice_id, contact_point_id, channel, via, state, requested_at, chosen, expires_at)
       select $5, $1, $2, $3, c.id, 'sms', 'message', 'asked', now(), 1, $6 from outreach o join contact_point c on c.party_id = o.party_id where o.id = $2 returning id)
     insert into reservation (id, practice_id, slot_id, resource, during, offer_id, notice_id, patient_id, choice, state)
     select gen_random_uuid(), $1, s.id, s.resource, tstzrange(s.start_at, s.end_at), f.id, $3, $4, 1, 'booked' from f, slot s where s.external_id = $7`,
    intake.practiceId,
    notice.outreach_id,
    notice.id,
    notice.patient_id,
    offer,
    new Date(intake.clock.now().getTime() + 30 * 60_000),
    slot,
  );
  chosen = { notice: notice.id, offer };
});
const stateOf = async () =>
  (
    await rows(
      `select n.state notice, f.state offer from notice n join offer f on f.notice_id = n.id where n.id = $1`,
      chosen.notice,
    )
  )[0];
const slotState = async () =>
  (await intake.ask('GET', '/v1/slots?limit=500')).json.data.find((s: { externalId: string }) => s.externalId === slot)
    ?.state;

describe('a practice', () => {
  test('confirms a slot: it is booked, once, however often it says so [edge case 58]', async () => {
    expect(await slotState()).toBe('requested');
    for (let n = 0; n < 2; n++) {
      const { status, json } = await answer({ outcome: 'confirmed' });
      expect([status, json]).toEqual([
        200,
        { slotId: expect.any(String), externalId: slot, noticeId: chosen.notice, outcome: 'confirmed' },
      ]);
    }
    expect(await stateOf()).toEqual({ notice: 'rebooked', offer: 'booked' });
    expect(await slotState()).toBe('booked');
    expect(
      await rows(`select type from callback_event where order_key = $1 and type like 'slot.%'`, chosen.notice),
    ).toEqual([{ type: 'slot.booked' }]);
    expect(await rows(`select purpose from attempt a where offer_id = $1`, chosen.offer)).toEqual([
      { purpose: 'booked' },
    ]);
  });
  test('refuses a slot, before or after it confirmed it: nobody is offered it again until it says something new of it [edge case 58]', async () => {
    await answer({ outcome: 'confirmed' });
    for (let n = 0; n < 2; n++)
      expect((await answer({ outcome: 'refused', reason: 'practitioner-away' })).status).toBe(200);
    expect(
      await rows(`select state from offer where notice_id = $1 order by requested_at`, chosen.notice),
    ).toContainEqual({
      state: 'refused',
    });
    expect(await rows(`select state from reservation where notice_id = $1`, chosen.notice)).toEqual([
      { state: 'released' },
    ]);
    expect(await slotState()).toBe('busy');
    await putSlot(slot);
    expect(await slotState()).toBe('busy');
    await putSlot(slot, { status: 'busy' });
    await putSlot(slot);
    expect(await slotState()).toBe('free');
    const confirmed = await answer({ outcome: 'confirmed' });
    expect([confirmed.status, confirmed.json.code]).toEqual([409, 'conflict']);
  });
  test('whose patient gave the slot back hears that nobody has it', async () => {
    await intake.ask('POST', `/v1/notices/${chosen.notice}/withdraw`);
    expect(
      await rows(`select type from callback_event where order_key = $1 and type like 'slot.%'`, chosen.notice),
    ).toEqual([{ type: 'slot.released' }]);
    const late = await answer({ outcome: 'confirmed' });
    expect([late.status, late.json.detail]).toEqual([409, expect.stringMatching(/given back/)]);
  });
  test('that means another patient’s booking refuses nobody’s: a late answer says whose it is about', async () => {
    const other = await answer({ outcome: 'refused', noticeId: newId() });
    expect([other.status, other.json.code]).toEqual([409, 'conflict']);
    expect(await stateOf()).toEqual({ notice: 'informed', offer: 'asked' });
    expect((await answer({ outcome: 'refused', noticeId: chosen.notice })).status).toBe(200);
  });
});

test('what cannot be read is refused by the field, and what is not there is not found', async () => {
  const pointers = async (body: object) => {
    const { status, json } = await answer(body);
    return [status, json.errors?.map((e: { pointer: string }) => e.pointer)];
  };
  expect(await pointers({})).toEqual([400, ['/outcome']]);
  expect(await pointers({ outcome: 'maybe' })).toEqual([400, ['/outcome']]);
  expect(await pointers({ outcome: 'confirmed', reason: 'other' })).toEqual([400, ['/reason']]);
  expect(await pointers({ outcome: 'refused', reason: 'Ana Reyes moved' })).toEqual([400, ['/reason']]);
  expect((await answer({ outcome: 'confirmed' }, 'S-nobody')).status).toBe(404);
  await putSlot('S-free', { start: '2026-12-01T10:00:00-05:00', end: '2026-12-01T10:30:00-05:00' });
  expect((await answer({ outcome: 'confirmed' }, 'S-free')).status).toBe(409);
  const elsewhere = await intake.newPractice();
  expect((await answer({ outcome: 'refused' }, slot, elsewhere.key)).status).toBe(404);
  const unscoped = await intake.newKey(intake.practiceId, ['batches']);
  expect((await answer({ outcome: 'refused' }, slot, unscoped)).status).toBe(403);
  expect(await stateOf()).toEqual({ notice: 'informed', offer: 'asked' });
});
