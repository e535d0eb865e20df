/** The practice takes a cancellation back, leaves altogether, or cancels twice for one patient. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimAttempts } from '@rollcall/database';
import { adminToken, batch, handOver, type Intake, openIntake, phone, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const rows = async (sql: string, ...values: unknown[]) => (await intake.database.pool.query(sql, values)).rows;
const corrections = (batchId: string) =>
  rows(
    `select a.channel from attempt a join outreach o on o.id = a.outreach_id where o.batch_id = $1 and a.purpose = 'correct'`,
    batchId,
  );
/** As if a worker had sent what is planned. */
const sent = (batchId: string) =>
  rows(
    `update attempt a set state = 'accepted' from outreach o where o.id = a.outreach_id and o.batch_id = $1 and a.state = 'queued'`,
    batchId,
  );

test('a batch that is on after all reaches everybody who was told, once, and nobody else [edge case 44]', async () => {
  const guardian = {
    externalId: 'G-44',
    name: { given: 'Ana', family: 'Reyes' },
    contacts: [{ system: 'phone' as const, value: phone(440), consent: 'given' as const }],
  };
  const child = (): object => row({ patient: { contacts: [], guardian } });
  const told = await handOver(intake, [row(), child(), child()]);
  await intake.conduct();
  await sent(told.id);
  const untold = await handOver(intake, [row()]);
  for (const { id } of [told, untold]) {
    const { status, json } = await intake.ask('POST', `/v1/batches/${id}/withdraw`, { body: { by: 'Jo' } });
    expect([status, json.counts.withdrawn, json.counts.open]).toEqual([200, json.accepted, 0]);
  }
  expect(await corrections(told.id)).toEqual([{ channel: 'sms' }, { channel: 'sms' }]);
  expect(await corrections(untold.id)).toEqual([]);
  expect((await intake.ask('POST', `/v1/batches/${told.id}/withdraw`)).json.counts.withdrawn).toBe(3);
  expect(await corrections(told.id)).toHaveLength(2);
});

test('a time that was booked meanwhile is given back, and the practice hears of it [edge case 44]', async () => {
  const { id } = await handOver(intake, [row()]);
  const [notice] = await rows(`select id, outreach_id, patient_id from notice where batch_id = $1`, id);
  await intake.ask('POST', `/v1/outreaches/${notice.outreach_id}/attest`, {
    body: { by: 'Mo', how: 'spoke-by-phone' },
  });
  await intake.ask('PUT', '/v1/slots', {
    body: {
      slots: [{ externalId: 'S-44', resource: 'DR-1', start: '2026-11-26T15:00:00Z', end: '2026-11-26T15:30:00Z' }],
    },
  });
  await rows(
    `with f as (insert into offer (id, practice_id, outreach_id, notice_id, channel, via, state, requested_at, chosen, settled_at)
       values (gen_random_uuid(), $1, $2, $3, 'sms', 'message', 'booked', now(), 1, now()) returning id)
     insert into reservation (id, practice_id, slot_id, resource, during, offer_id, notice_id, patient_id, choice, state)
     select gen_random_uuid(), $1, s.id, s.resource, tstzrange(s.start_at, s.end_at), f.id, $3, $4, 1, 'booked' from f, slot s where s.external_id = 'S-44'`,
    intake.practiceId,
    notice.outreach_id,
    notice.id,
    notice.patient_id,
  );
  await intake.ask('POST', `/v1/notices/${notice.id}/withdraw`);
  expect(await rows(`select state from reservation where notice_id = $1`, notice.id)).toEqual([{ state: 'released' }]);
  expect(await rows(`select type from callback_event where type = 'slot.released'`)).toHaveLength(1);
  // Told by a person, so a person takes it back.
  expect(await rows(`select reason from task where outreach_id = $1 and kind = 'correct'`, notice.outreach_id)).toEqual(
    [{ reason: 'correction_undeliverable' }],
  );
});

test('a patient of two ill doctors has two duties: knowing of one visit is not knowing of the other [edge case 42]', async () => {
  const first = row();
  const second = row({ practitioner: { externalId: 'DR-2', name: 'Dr. Wu' }, patient: first.patient });
  const [one, two] = [await handOver(intake, [first]), await handOver(intake, [second])];
  const [told] = (await intake.ask('GET', `/v1/batches/${one.id}/notices`)).json.data;
  await intake.ask('POST', `/v1/outreaches/${told.outreachId}/attest`, { body: { by: 'Mo', how: 'spoke-by-phone' } });
  const states = async (id: string) =>
    (await intake.ask('GET', `/v1/batches/${id}/notices`)).json.data.map((n: { state: string }) => n.state);
  expect([await states(one.id), await states(two.id)]).toEqual([['informed'], ['open']]);
});

test('when a practice leaves, nothing more is sent in its name, and whoever does not know is on its list [edge case 83]', async () => {
  const { id: practiceId, key } = await intake.newPractice();
  const handed = await intake.ask('POST', '/v1/batches', { key, body: batch([row(), row()]) });
  await intake.conduct();
  const waiting = await rows(
    `select id, generation from attempt where practice_id = $1 and state = 'queued'`,
    practiceId,
  );
  expect(waiting).toHaveLength(2);
  const closed = await intake.ask('POST', `/v1/practices/${practiceId}/close`, { key: adminToken });
  expect([closed.status, closed.json.closedAt]).toEqual([200, expect.any(String)]);
  const jobs = waiting.map((a) => ({ v: 1 as const, attemptId: a.id, generation: a.generation }));
  expect(await claimAttempts(intake.database, jobs, intake.clock.now(), 30_000)).toEqual([null, null]);
  await intake.conduct();
  expect(await rows(`select reason from task where practice_id = $1`, practiceId)).toEqual([
    { reason: 'batch_stopped' },
    { reason: 'batch_stopped' },
  ]);
  expect((await intake.ask('GET', '/v1/call-list', { key })).json.entries).toHaveLength(2);
  const more = await intake.ask('POST', '/v1/batches', { key, body: batch([row()]) });
  expect([more.status, more.json.code]).toEqual([409, 'conflict']);
  // What was done can still be proven.
  expect((await intake.ask('GET', `/v1/batches/${handed.json.id}/report`, { key })).json.ledgerHeads).toHaveLength(2);
  const mine = await intake.ask('POST', `/v1/practices/${practiceId}/close`);
  expect(mine.status).toBe(401);
});
