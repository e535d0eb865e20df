/** Every invariant broken on purpose: what is written, and which ids must be reported. */
import { type Evidence, type InvariantId, invariantIds } from '../src/index.js';
import { batchId, practiceId } from './batch.js';
import type { Day } from './day.js';

export interface Break {
  /** Statements that write what must not be; `:ana.attempt` and the like are filled in. They are rolled back. */
  sql?: string[];
  evidence?: (given: Day['evidence'], day: Day) => Partial<Evidence>;
}

export const fill = (sql: string, day: Day): string =>
  sql
    .replace(/:(ana|ben|cleo)\.(\w+)/g, (_, who: 'ana', what: 'attempt') => `'${day[who][what]}'`)
    .replace(/:practice/g, `'${practiceId}'`)
    .replace(/:batch/g, `'${batchId}'`)
    .replace(/:now/g, `'${day.now.toISOString()}'::timestamptz`);

const only = (...ids: InvariantId[]): InvariantId[] => invariantIds.filter((i) => ids.includes(i));

function first<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined) throw new Error('the day has none');
  return one;
}

/** An event written by hand: its hash is wrong, so I10 reports it too. */
const event = (who: string, type: string, body: object, seq = 100): string =>
  `insert into event (practice_id, outreach_id, seq, at, type, body, hash) values (:practice, :${who}.outreach, ${seq}, :now, '${type}',
   '${JSON.stringify({ type, ...body })}', decode(repeat('00', 32), 'hex'))`;

export const attempt = (state: string, more = ''): string =>
  `insert into attempt select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'step', 90, 'state', '${state}', 'fence', 1,
     'provider_ref', null, 'sent_at', null, 'lease_until', ${state === 'sending' ? `:now + interval '10 s'` : 'null'} ${more}))).* from attempt a where a.id = :ben.attempt`;

export const breaks: [string, InvariantId[], Break][] = [
  [
    'a promised appointment without a notice',
    only('I1'),
    { evidence: (e) => ({ promised: [{ ...first(e.promised), externalIds: ['A-ana', 'A-nobody'] }] }) },
  ],
  ['a batch that lost an appointment', only('I1'), { sql: ['update batch set accepted = 4'] }],
  [
    'one key that made two batches',
    only('I1', 'I2'),
    {
      sql: [
        `insert into batch select (jsonb_populate_record(b, jsonb_build_object('id', '${'0'.repeat(8)}-0000-4000-8000-000000000001'))).* from batch b`,
      ],
      evidence: (e) => ({
        promised: [
          ...e.promised,
          { ...first(e.promised), batchId: `${'0'.repeat(8)}-0000-4000-8000-000000000001`, externalIds: [] },
        ],
      }),
    },
  ],
  [
    'a key that was taken for another body',
    only('I2'),
    { evidence: (e) => ({ promised: [...e.promised, { ...first(e.promised), bodyHash: 'two' }] }) },
  ],
  [
    'an alarm nobody heard',
    only('I3', 'I4', 'I10'),
    {
      sql: [`update outreach set state = 'active', next_action_at = :now - interval '2 min' where id = :cleo.outreach`],
    },
  ],
  [
    'an open notice whose outreach is over',
    only('I3', 'I10'),
    { sql: [`update outreach set state = 'closed' where id = :cleo.outreach`] },
  ],
  [
    'an outreach that nobody ended',
    only('I4', 'I10'),
    {
      sql: [`update outreach set state = 'active', next_action_at = :now + interval '2 min' where id = :cleo.outreach`],
    },
  ],
  [
    'an outreach that rose again',
    only('I4', 'I10'),
    { sql: [event('ana', 'outreach.exhausted', { reason: { rule: 'x', because: 'x' } })] },
  ],
  [
    'two messages of one channel under way',
    only('I5', 'I10', 'I17'),
    {
      sql: ['drop index attempt_one_in_flight', attempt('sending'), attempt('in_doubt', `, 'step', 91`)],
    },
  ],
  ['a message sent twice', only('I6'), { evidence: (e) => ({ provider: [...e.provider, first(e.provider)] }) }],
  ['a message the provider knows nothing of', only('I6'), { evidence: (e) => ({ provider: e.provider.slice(1) }) }],
  [
    'a request for an attempt that is not ours',
    only('I6'),
    { evidence: (e) => ({ provider: [...e.provider, { ...first(e.provider), rid: null }] }) },
  ],
  [
    'a message after the answer',
    only('I6', 'I7'),
    {
      evidence: (e, day) => ({
        provider: [
          ...e.provider,
          { ...first(e.provider.filter((p) => p.rid === day.ana.attempt)), at: '2026-11-24T12:30:00Z' },
        ],
      }),
    },
  ],
  [
    'a message after STOP',
    only('I7'),
    {
      sql: [
        `insert into suppression select practice_id, address_index, channel, planned_at - interval '1 min' from attempt where id = :cleo.attempt`,
      ],
    },
  ],
  [
    'a claim after the answer',
    only('I7'),
    { sql: [`update attempt set sent_at = sent_at + interval '10 min' where id = :ana.attempt`] },
  ],
  [
    'a webhook that was answered and not kept',
    only('I8'),
    { evidence: (e) => ({ answered: [...e.answered, { source: 'twilio', dedupeKey: 'gone' }] }) },
  ],
  [
    'a confirmation that changed nothing',
    only('I8'),
    { evidence: (e, day) => ({ answered: [{ ...first(e.answered), confirms: day.ben.attempt }] }) },
  ],
  ['a fact nobody applied', only('I8'), { sql: ['update inbox set processed_at = null'] }],
  ['a fact that was put aside', only('I8'), { sql: [`update inbox set result = 'parked'`] }],
  [
    'another end in another order',
    only('I9'),
    { evidence: (e) => ({ replays: [...e.replays, { order: 'twice', stateHash: 'b' }] }) },
  ],
  [
    'a gap in the ledger',
    only('I10'),
    {
      sql: [
        'alter table event disable trigger event_append_only',
        'delete from event where outreach_id = :ben.outreach and seq = 2',
      ],
    },
  ],
  [
    'an event changed afterwards',
    only('I10'),
    {
      sql: [
        'alter table event disable trigger event_append_only',
        `update event set body = body || '{"code":"x"}' where outreach_id = :ben.outreach and type = 'attempt.in_doubt'`,
      ],
    },
  ],
  [
    'a row that its ledger does not say',
    only('I10'),
    { sql: [`update task set reason = 'on_the_way' where outreach_id = :ben.outreach`] },
  ],
  ['a row without its event', only('I10'), { sql: [attempt('superseded')] }],
  [
    'an answer to a message of somebody else',
    only('I10', 'I11'),
    {
      sql: [
        `insert into event (practice_id, outreach_id, seq, at, type, body, hash) values (:practice, :ben.outreach, 100, :now, 'answer.received', jsonb_build_object('type', 'answer.received', 'attemptId', :ana.attempt, 'meaning', 'understood', 'changed', false), decode(repeat('00', 32), 'hex'))`,
      ],
    },
  ],
  [
    'an unclear answer that counted',
    only('I10', 'I11'),
    {
      sql: [
        event('ben', 'answer.received', { attemptId: null, channel: 'sms', meaning: 'ambiguous', changed: false }),
        event('ben', 'evidence.gained', { attemptId: null, channel: 'sms', grade: 'replied', noticeIds: [] }, 101),
      ],
    },
  ],
  [
    'a text in the night',
    only('I12'),
    {
      evidence: (e, day) => ({
        provider: e.provider.map((p) =>
          p.rid === day.cleo.attempt && p.verdict === 'accepted' ? { ...p, at: '2026-11-25T04:00:00Z' } : p,
        ),
      }),
    },
  ],
  [
    'a call planned in the night',
    only('I10', 'I12'),
    { sql: [`update attempt set planned_at = '2026-11-24T09:00:00Z' where id = :ben.attempt`] },
  ],
  [
    'a number rung too often',
    only('I12'),
    {
      sql: [
        `update policy set body = body || '{"caps":{"perDay":1,"withoutConsentPerDay":0,"withoutConsentPerWeek":0}}'`,
        `update contact_point set consent = 'unknown', updated_at = updated_at - interval '1 day'`,
      ],
    },
  ],
  [
    'an outbox row nobody published',
    only('I13'),
    {
      sql: [
        `insert into outbox (topic, attempt_id, generation, not_before, created_at) values ('sms', :cleo.attempt, 1, :now, :now)`,
      ],
    },
  ],
  ['a job worked twice', only('I13'), { sql: ['update attempt set fence = fence + 1 where id = :cleo.attempt'] }],
  [
    'two patients at one time',
    only('I14', 'I15'),
    {
      sql: [
        'alter table reservation drop constraint reservation_no_two_at_once',
        'alter table reservation drop constraint reservation_patient_once',
        'drop index reservation_of_slot',
        'drop index reservation_one_booking',
        `insert into reservation select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'choice', 2, 'notice_id', :ben.notice))).* from reservation r`,
      ],
    },
  ],
  [
    'a hold that outlived itself',
    only('I14', 'I15'),
    { sql: [`update reservation set state = 'held', hold_expires_at = :now - interval '1 hour'`] },
  ],
  [
    'a booking nobody was told of',
    only('I10', 'I15', 'I16'),
    {
      sql: [
        `update notice set state = 'informed', booked_slot_id = null where id = :ana.notice`,
        'delete from delivery',
        `delete from callback_event where type = 'notice.informed'`,
      ],
      evidence: () => ({ received: [] }),
    },
  ],
  [
    'a time that was asked for, and that somebody else may have',
    only('I10', 'I15'),
    {
      sql: [
        `update notice set state = 'informed', booked_slot_id = null where id = :ana.notice`,
        `update offer set state = 'asked', worked_at = :now`,
        `update reservation set state = 'released'`,
      ],
    },
  ],
  [
    'a patient who was told "booked" before the practice confirmed it',
    only('I10', 'I15'),
    {
      sql: [
        `update notice set state = 'informed', booked_slot_id = null where id = :ana.notice`,
        `update offer set state = 'asked', worked_at = :now`,
        attempt(
          'superseded',
          `, 'purpose', 'booked', 'outreach_id', :ana.outreach, 'offer_id', (select id from offer)`,
        ),
      ],
    },
  ],
  [
    'a practice that lets a request wait, and nobody is told',
    only('I10', 'I15'),
    {
      sql: [
        `update notice set state = 'informed', booked_slot_id = null where id = :ana.notice`,
        `update offer set state = 'asked', worked_at = null, expires_at = :now - interval '1 hour'`,
      ],
    },
  ],
  ['a new time without a booking', only('I15'), { sql: [`update reservation set state = 'released'`] }],
  [
    'an end the practice did not hear of',
    only('I16'),
    {
      sql: ['delete from delivery', `delete from callback_event where type = 'notice.rebooked'`],
      evidence: () => ({ received: [] }),
    },
  ],
  ['a delivery nobody received', only('I16'), { evidence: (e) => ({ received: e.received.slice(1) }) }],
  [
    'a callback with a broken signature',
    only('I16'),
    { evidence: (e) => ({ received: [...e.received, { ...first(e.received), valid: false }] }) },
  ],
  [
    'a delivery that nobody takes',
    only('I16'),
    { sql: [`update delivery set state = 'pending', delivered_at = null, next_attempt_at = :now - interval '1 hour'`] },
  ],
  [
    'a message without a job',
    only('I10', 'I17'),
    {
      sql: [
        attempt(
          'queued',
          `, 'queued_at', :now - interval '1 hour', 'settled_at', null, 'send_by', :now + interval '10 min'`,
        ),
      ],
    },
  ],
  [
    'a name in a log',
    only('I18'),
    { evidence: (e) => ({ written: { ...e.written, texts: [{ where: 'a url', text: '/x?n=Ana%20Canary' }] } }) },
  ],
  [
    'a process that would not stop',
    only('I19'),
    { evidence: () => ({ exits: [{ process: 'sms', graceMs: 10_000, tookMs: null }] }) },
  ],
  [
    'a lease nobody took up',
    only('I10', 'I17', 'I19'),
    { sql: [attempt('sending', `, 'lease_until', :now - interval '1 hour'`)] },
  ],
  [
    'a doubtful message that was claimed again',
    only('I20'),
    { sql: [`update attempt set sent_at = sent_at + interval '1 min' where id = :ben.attempt`] },
  ],
  [
    'two builds in one module',
    only('I21'),
    {
      evidence: (e, day) => ({
        modules: [
          ...e.modules,
          { module: 'planner', version: 1, from: day.now, to: new Date(day.now.getTime() + 1000) },
        ],
      }),
    },
  ],
];
