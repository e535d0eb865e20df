import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Day, openScene, type Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

/** The SQLSTATE a statement fails with, or 'done'; nothing of it stays. */
async function tried(sql: string): Promise<string> {
  const client = await scene.database.pool.connect();
  const fill = (side: 'ours' | 'theirs', text: string): string =>
    text.replace(new RegExp(`:${side}\\.(\\w+)`, 'g'), (_, table: keyof Day) => `'${scene[side][table]}'`);
  try {
    await client.query('begin');
    await client.query(fill('theirs', fill('ours', sql)));
    return 'done';
  } catch (error) {
    return String((error as { code?: string }).code);
  } finally {
    await client.query('rollback');
    client.release();
  }
}
const check = '23514';
const unique = '23505';
const foreign = '23503';
const exclusion = '23P01';

/** Another row of a table of ours, from one that is there. */
const again = (table: string, columns: string, values: string): string =>
  `insert into ${table} (id, practice_id, ${columns}) select uuidv7(), practice_id, ${values} from ${table} where practice_id = :ours.practice limit 1`;

describe('a state that must not be does not fit', () => {
  test.each([
    ['an open outreach without an alarm', `update outreach set next_action_at = null where id = :ours.outreach`, check],
    ['a settled outreach with an alarm', `update outreach set state = 'reached' where id = :ours.outreach`, check],
    [
      'a patient who counts as knowing without evidence',
      `update notice set state = 'informed', closed_at = now() where id = :ours.notice`,
      check,
    ],
    ['a closed notice without its moment', `update notice set state = 'withdrawn' where id = :ours.notice`, check],
    ['an open notice that was closed', `update notice set closed_at = now() where id = :ours.notice`, check],
    [
      'a rebooked notice without a slot',
      `update notice set state = 'rebooked', closed_at = now(), evidence_grade = 'replied', evidence_at = now() where id = :ours.notice`,
      check,
    ],
    ['evidence without its moment', `update notice set evidence_grade = 'replied' where id = :ours.notice`, check],
    ['a send without a lease', `update attempt set state = 'sending', fence = 1 where id = :ours.attempt`, check],
    [
      'a send without a fence',
      `update attempt set state = 'sending', lease_until = now() where id = :ours.attempt`,
      check,
    ],
    ['a lease that nobody holds', `update attempt set lease_until = now() where id = :ours.attempt`, check],
    ['a claimed task without an operator', `update task set state = 'claimed' where id = :ours.task`, check],
    [
      'a claim that never runs out',
      `update task set state = 'claimed', claimed_by = 'Mo' where id = :ours.task`,
      check,
    ],
    [
      'a resolved task that says not by whom',
      `update task set state = 'resolved', resolved_at = now() where id = :ours.task`,
      check,
    ],
    ['a task about nothing', `update task set notice_ids = '{}' where id = :ours.task`, check],
    ['an open offer that never expires', `update offer set expires_at = null where id = :ours.offer`, check],
    ['a chosen offer without a choice', `update offer set state = 'chosen' where id = :ours.offer`, check],
    ['a hold that never expires', `update reservation set hold_expires_at = null where id = :ours.reservation`, check],
    ['a slot that ends before it starts', `update slot set end_at = start_at where id = :ours.slot`, check],
    ['an empty batch', `update batch set accepted = 0 where id = :ours.batch`, check],
    [
      'a delivery that waits for nothing',
      `update delivery set next_attempt_at = null where practice_id = :ours.practice`,
      check,
    ],
    [
      'an address kept in the clear as an index',
      `update contact_point set address_index = '+12025550143' where id = :ours.contact_point`,
      check,
    ],
    [
      'a key without a scope',
      `insert into api_key values ('0000000000000000', :ours.practice, 'k', decode(repeat('00', 32), 'hex'), '{}', now())`,
      check,
    ],
    ['a channel nobody has', `update attempt set channel = 'fax' where id = :ours.attempt`, check],
  ])('%s', async (_what, sql, code) => {
    expect(await tried(sql)).toBe(code);
  });
});

describe('there is only one', () => {
  test.each([
    [
      'open task of a kind per outreach',
      again(
        'task',
        'batch_id, outreach_id, notice_ids, kind, reason, state, due_at, opened_at',
        'batch_id, outreach_id, notice_ids, kind, reason, state, due_at, opened_at',
      ),
      unique,
    ],
    [
      'offer talked about per notice',
      again(
        'offer',
        'outreach_id, notice_id, channel, via, state, requested_at',
        `outreach_id, notice_id, channel, via, 'requested', requested_at`,
      ),
      unique,
    ],
    [
      'attempt per step and number',
      again(
        'attempt',
        'outreach_id, contact_point_id, address_index, channel, purpose, step, attempt_no, state, generation, fence, send_by, reached, planned_at, queued_at',
        `outreach_id, contact_point_id, address_index, channel, purpose, step, attempt_no, state, generation, fence, send_by, reached, planned_at, queued_at`,
      ),
      unique,
    ],
    [
      'conversation per party and batch',
      again(
        'outreach',
        'batch_id, party_id, policy_version, state, step, next_action_at, deadline_at, time_zones, opened_at, seq, head',
        'batch_id, party_id, policy_version, state, step, next_action_at, deadline_at, time_zones, opened_at, seq, head',
      ),
      unique,
    ],
    [
      'slot by its external id',
      again(
        'slot',
        'external_id, resource, start_at, end_at, visit_types, modality, status, updated_at',
        'external_id, resource, start_at, end_at, visit_types, modality, status, updated_at',
      ),
      unique,
    ],
    [
      'delivery per endpoint and event',
      again(
        'delivery',
        'endpoint_id, event_id, order_key, seq, state, next_attempt_at, created_at',
        'endpoint_id, event_id, order_key, seq, state, next_attempt_at, created_at',
      ),
      unique,
    ],
    [
      'patient at one time of one resource',
      again(
        'reservation',
        'slot_id, resource, during, offer_id, notice_id, patient_id, choice, state, hold_expires_at',
        `slot_id, resource, tstzrange('2026-11-25T15:15:00Z', '2026-11-25T15:45:00Z'), offer_id, notice_id, patient_id, 2, state, hold_expires_at`,
      ),
      exclusion,
    ],
  ])('%s', async (_what, sql, code) => {
    expect(await tried(sql)).toBe(code);
  });

  test('open duty per appointment', async () => {
    const columns =
      'batch_id, external_id, patient_id, start_at, end_at, time_zone, practitioner_external_id, practitioner_name, location_external_id, visit_type, priority, modality';
    const second = again('appointment', columns, columns);
    const notice = `insert into notice (id, practice_id, batch_id, outreach_id, appointment_id, external_id, patient_id, state, deadline_at)
      select uuidv7(), n.practice_id, n.batch_id, n.outreach_id, a.id, n.external_id, n.patient_id, 'open', n.deadline_at
      from notice n join appointment a on a.practice_id = n.practice_id and a.id <> n.appointment_id where n.id = :ours.notice`;
    expect(await tried(`${second}; ${notice}`)).toBe(unique);
    const withdrawn = `update notice set state = 'withdrawn', closed_at = now() where id = :ours.notice`;
    expect(await tried(`${withdrawn}; ${second}; ${notice}`)).toBe('done');
  });

  test('message to a channel under way per outreach', async () => {
    const sending = `update attempt set state = 'sending', fence = 1, lease_until = now() where id = :ours.attempt`;
    const second = again(
      'attempt',
      'outreach_id, contact_point_id, address_index, channel, purpose, step, attempt_no, state, generation, fence, lease_until, send_by, reached, planned_at, queued_at',
      `outreach_id, contact_point_id, address_index, channel, purpose, 1, attempt_no, 'sending', generation, 1, now(), send_by, reached, planned_at, queued_at`,
    );
    expect(await tried(sending)).toBe('done');
    expect(await tried(`${sending}; ${second}`)).toBe(unique);
  });

  // Queries never read an exclusion constraint's index (docs/decisions/004-gist.md), and should it be broken all the same:
  test('patient on a slot, also without the exclusion constraint [edge case 52]', async () => {
    const columns = 'slot_id, resource, during, offer_id, notice_id, patient_id, choice, state, hold_expires_at';
    const second = again('reservation', columns, columns.replace('choice', '2'));
    expect(await tried(`alter table reservation drop constraint reservation_no_two_at_once; ${second}`)).toBe(unique);
  });

  test('but times that only touch are two', async () => {
    const after = `slot_id, resource, tstzrange('2026-11-25T15:30:00Z', '2026-11-25T16:00:00Z'), offer_id, notice_id, patient_id, 2, state, hold_expires_at`;
    expect(
      await tried(
        again(
          'reservation',
          'slot_id, resource, during, offer_id, notice_id, patient_id, choice, state, hold_expires_at',
          after,
        ),
      ),
    ).toBe('done');
  });
});

describe('nothing of one practice points to another', () => {
  test.each([
    ['outreach', 'batch_id', 'batch'],
    ['notice', 'outreach_id', 'outreach'],
    ['notice', 'patient_id', 'patient'],
    ['notice', 'booked_slot_id', 'slot'],
    ['attempt', 'outreach_id', 'outreach'],
    ['attempt', 'contact_point_id', 'contact_point'],
    ['attempt', 'offer_id', 'offer'],
    ['offer', 'notice_id', 'notice'],
    ['offer', 'contact_point_id', 'contact_point'],
    ['task', 'outreach_id', 'outreach'],
    ['task', 'batch_id', 'batch'],
    ['reservation', 'slot_id', 'slot'],
    ['reservation', 'patient_id', 'patient'],
    ['reservation', 'notice_id', 'notice'],
    ['reservation', 'offer_id', 'offer'],
  ] as const)('%s.%s', async (table, column, to) => {
    const own = `:ours.${table}`;
    // Theirs makes room, so that only the pointing is wrong.
    const room = `update attempt set attempt_no = 9 where id = :theirs.attempt; update offer set state = 'void' where id = :theirs.offer;
      update task set kind = 'correct' where id = :theirs.task; update reservation set state = 'released', hold_expires_at = null, choice = 3 where id = :theirs.reservation;`;
    // A booked slot comes with a rebooked notice, and that with evidence.
    const with_ =
      column === 'booked_slot_id'
        ? `, state = 'rebooked', closed_at = now(), evidence_grade = 'replied', evidence_at = now()`
        : '';
    expect(await tried(`${room} update ${table} set ${column} = :theirs.${to}${with_} where id = ${own}`)).toBe(
      foreign,
    );
    expect(await tried(`update ${table} set ${column} = :ours.${to}${with_} where id = ${own}`)).toBe('done');
  });

  test.each(['outreach', 'notice', 'attempt', 'offer', 'task', 'reservation', 'slot', 'contact_point'] as const)(
    '%s does not move over',
    async (table) => {
      expect(await tried(`update ${table} set practice_id = :theirs.practice where id = :ours.${table}`)).not.toBe(
        'done',
      );
    },
  );
});

describe('what others refer to', () => {
  test.each([
    ['a practice', `delete from practice where id = :ours.practice`],
    ['a batch', `delete from batch where id = :ours.batch`],
    ['an outreach', `delete from outreach where id = :ours.outreach`],
    ['a patient', `delete from patient where id = :ours.patient`],
    ['a contact point', `delete from contact_point where id = :ours.contact_point`],
    ['a notice', `delete from notice where id = :ours.notice`],
    ['an offer', `delete from offer where id = :ours.offer`],
  ])('%s is not removed', async (_what, sql) => {
    expect(await tried(sql)).toBe(foreign);
  });

  test('has one id for good', async () => {
    expect(await tried(`update outreach set id = uuidv7() where id = :ours.outreach`)).toBe(foreign);
  });

  test('is not emptied', async () => {
    expect(await tried(`truncate outreach`)).toBe(foreign);
  });
});

describe('what is not there is not referred to', () => {
  test.each([
    [
      'an outreach of no batch',
      again(
        'outreach',
        'batch_id, party_id, policy_version, state, step, next_action_at, deadline_at, time_zones, opened_at, seq, head',
        'uuidv7(), party_id, policy_version, state, step, next_action_at, deadline_at, time_zones, opened_at, seq, head',
      ),
    ],
    [
      'an outreach under no policy',
      again(
        'outreach',
        'batch_id, party_id, policy_version, state, step, next_action_at, deadline_at, time_zones, opened_at, seq, head',
        'batch_id, uuidv7(), 99, state, step, next_action_at, deadline_at, time_zones, opened_at, seq, head',
      ),
    ],
    [
      'a contact point of nobody',
      again(
        'contact_point',
        'party_id, system, rank, address_sealed, address_index, consent, allowed, has_extension, updated_at',
        'uuidv7(), system, rank, address_sealed, address_index, consent, allowed, has_extension, updated_at',
      ),
    ],
    [
      'a press on another practice’s link',
      `insert into page_press (practice_id, attempt_id) select uuidv7(), id from attempt where practice_id = :ours.practice limit 1`,
    ],
    [
      'one bad row among good ones',
      `insert into patient (id, practice_id, external_id, sealed, deceased, do_not_contact, updated_at)
       select uuidv7(), case n when 3 then uuidv7() else :ours.practice end, n::text, '', false, false, now() from generate_series(1, 5) n`,
    ],
  ])('%s', async (_what, sql) => {
    expect(await tried(sql)).toBe(foreign);
  });
});

test.each([
  ['changed', `update event set type = 'x' where outreach_id = :ours.outreach`],
  ['removed', `delete from event where outreach_id = :ours.outreach`],
])('the ledger cannot be %s', async (_what, sql) => {
  expect(await tried(sql)).toBe('P0001');
});
