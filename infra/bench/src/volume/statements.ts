/**
 * The rows of a seeded database, table by table. One in ten patients has two appointments in a batch, and so one outreach
 * for both; six of ten in a batch that still runs are open; every fifth closed outreach booked a new time.
 */

/** A number below 100 that looks thrown: the same for the same outreach. */
const thrown = `(('x' || substr(md5(b.n || '-' || k), 1, 7))::bit(28)::int % 100)`;
const day = `interval '1 day'`;

export function statements(now: Date, types: readonly string[]): { text: string; values?: unknown[] }[] {
  const at = `'${now.toISOString()}'::timestamptz`;
  return [
    // People come back: a practice cancels the same patient's appointments again and again.
    `create temp table seed_person as select p.practice_id, g n, uuidv7(interval '-1 year') patient_id, uuidv7(interval '-1 year') party_id
       from (select practice_id, max(people)::int people from seed_batch group by 1) p cross join lateral generate_series(0, p.people - 1) g`,
    `create unique index on seed_person (practice_id, n)`,
    `insert into patient (id, practice_id, external_id, sealed, deceased, do_not_contact, updated_at)
       select s.patient_id, s.practice_id, 'P' || s.n, p.patient, false, false, ${at} from seed_person s join seed_practice p using (practice_id)`,
    `insert into party (id, practice_id, kind, key, sealed, language, updated_at)
       select s.party_id, s.practice_id, 'patient', 'P' || s.n, p.party, 'en', ${at} from seed_person s join seed_practice p using (practice_id)`,
    `create temp table seed_contact as select s.practice_id, s.party_id, k.system, uuidv7(interval '-1 year') id,
         sha256((s.party_id || k.system)::bytea) address_index
       from seed_person s cross join (values ('phone'), ('email')) k(system)`,
    `create index on seed_contact (party_id)`,
    `insert into contact_point (id, practice_id, party_id, system, use, rank, address_sealed, address_index, consent, allowed, has_extension, updated_at)
       select c.id, c.practice_id, c.party_id, c.system, 'mobile', case c.system when 'phone' then 1 else 2 end,
         case c.system when 'phone' then p.phone else p.email end, c.address_index, 'given', true, false, ${at}
       from seed_contact c join seed_practice p using (practice_id)`,
    `insert into batch (id, practice_id, reason, state, policy_version, accepted, rejected, forecast, created_at, closed_at)
       select batch_id, practice_id, 'practitioner-emergency', 'running', 2, size, 0,
         jsonb_build_object('reachableInTime', size, 'withoutContactPoint', 0, 'toOperatorsFirst', 0, 'firstDeadlineAt', at, 'firstTouchDoneAt', at), at,
         case when open_percent = 0 then at + interval '90 minutes' end from seed_batch order by n`,
    // One row per outreach; `k` is the place of its first notice in the batch.
    `create temp table seed_outreach as
       select b.batch_id, b.practice_id, b.at, b.first, k, b.size, s.party_id, s.patient_id, uuidv7(b.at - ${at}) id, case
           when ${thrown} < b.open_percent then 'open'
           when ${thrown} < b.open_percent + (100 - b.open_percent) * 0.70 then 'informed'
           when ${thrown} < b.open_percent + (100 - b.open_percent) * 0.90 then 'rebooked'
           when ${thrown} < b.open_percent + (100 - b.open_percent) * 0.95 then 'declined'
           when ${thrown} < b.open_percent + (100 - b.open_percent) * 0.97 then 'withdrawn'
           else 'unreachable' end outcome, row_number() over () no, b.at + 2 * ${day} deadline_at, b.open_percent
       from seed_batch b cross join lateral generate_series(0, b.size - 1) k
       join seed_person s on s.practice_id = b.practice_id and s.n = (b.first + k) % b.people
       where k % 10 <> 9 or b.open_percent = 100 order by b.n, k`,
    `create unique index on seed_outreach (id)`,
    `insert into outreach (id, practice_id, batch_id, party_id, policy_version, state, step, next_action_at, deadline_at, time_zones, opened_at, seq, head)
       select id, practice_id, batch_id, party_id, 2,
         case outcome when 'open' then 'active' when 'unreachable' then 'exhausted' when 'withdrawn' then 'closed' else 'reached' end, 1,
         case when outcome = 'open' then ${at} + interval '12 hours' end, deadline_at, array['America/New_York'], at, case when outcome = 'open' then 4 else 5 end,
         sha256(id::text::bytea) from seed_outreach order by no`,
    // Of ten, the tenth belongs to the patient of the ninth.
    `create temp table seed_notice as
       select o.id outreach_id, o.practice_id, o.batch_id, o.patient_id, o.at, o.deadline_at, o.open_percent, o.no * 2 + m no, m = 0 leads,
         case when o.outcome = 'rebooked' and m = 1 then 'informed' else o.outcome end outcome, uuidv7(o.at - ${at}) id, uuidv7(o.at - ${at}) appointment_id,
         'A' || (o.first + o.k + m) external_id, uuidv7(o.at - ${at}) slot_id, uuidv7(o.at - ${at}) offer_id, uuidv7(o.at - ${at}) event_id
       from seed_outreach o cross join lateral generate_series(0, case when o.k % 10 = 8 and o.k + 1 < o.size and o.open_percent < 100 then 1 else 0 end) m
       order by o.no, m`,
    `create unique index on seed_notice (id)`,
    `insert into appointment (id, practice_id, batch_id, external_id, patient_id, start_at, end_at, time_zone, practitioner_external_id, practitioner_name,
         location_external_id, visit_type, priority, modality)
       select appointment_id, practice_id, batch_id, external_id, patient_id, deadline_at + interval '1 hour' + no % 600 * interval '1 minute',
         deadline_at + interval '90 minutes' + no % 600 * interval '1 minute', 'America/New_York', 'dr-hale', 'Dr Hale', 'main', 'follow-up', 'routine', 'in-person'
       from seed_notice order by no`,
    // Ten minutes each, no two at the same time: those that were booked, and some that are free.
    `insert into slot (id, practice_id, external_id, resource, start_at, end_at, visit_types, modality, status, updated_at)
       select slot_id, practice_id, 'S' || no, 'room-' || no % 200, ${at} + 7 * ${day} + no * interval '10 minutes', ${at} + 7 * ${day} + (no + 1) * interval '10 minutes',
         array['follow-up'], 'in-person', 'free', ${at}
       from seed_notice where outcome = 'rebooked' or no % 20 = 0 order by no`,
    `insert into notice (id, practice_id, batch_id, outreach_id, appointment_id, external_id, patient_id, state, deadline_at, overdue, evidence_grade, evidence_channel,
         evidence_at, booked_slot_id, closed_at)
       select id, practice_id, batch_id, outreach_id, appointment_id, external_id, patient_id, outcome, deadline_at,
         outcome = 'unreachable' or (outcome = 'open' and open_percent < 100 and no % 20 = 0),
         case when outcome in ('informed','rebooked','declined') then 'replied' when outcome = 'open' then 'delivered' end,
         case when outcome not in ('withdrawn','unreachable') then 'sms' end,
         case when outcome not in ('withdrawn','unreachable') then at + interval '5 minutes' end,
         case when outcome = 'rebooked' then slot_id end, case when outcome <> 'open' then at + interval '1 hour' end
       from seed_notice order by no`,
    // A text for everybody, an email for four of ten, a call for two, and a word of thanks to whoever answered.
    `create temp table seed_attempt as
       select o.*, c.id contact_point_id, c.address_index, a.*, uuidv7(o.at - ${at}) attempt_id
       from seed_outreach o cross join (values ('sms', 'phone', 'tell', 0, 10), ('email', 'email', 'tell', 1, 4), ('voice', 'phone', 'tell', 2, 2), ('sms', 'phone', 'noted', 0, 8))
         as a(channel, system, purpose, step, of_ten)
       join seed_contact c on c.party_id = o.party_id and c.system = a.system
       where o.no % 10 < a.of_ten and (a.purpose = 'tell' and (o.outcome <> 'open' or a.step = 0) or a.purpose = 'noted' and o.outcome in ('informed','rebooked','declined'))
       order by o.no, a.step`,
    // Of fifty messages one was never spoken of again by its carrier.
    `insert into attempt (id, practice_id, outreach_id, contact_point_id, address_index, channel, purpose, step, attempt_no, state, generation, fence, send_by,
         reached, provider_ref, planned_at, queued_at, sent_at, settled_at, asked, asked_at)
       select attempt_id, practice_id, id, contact_point_id, address_index, channel, purpose, step, 1, 'accepted', 1, 1, deadline_at,
         case when no % 50 = 0 then 0 else 2 end, 'SM' || replace(attempt_id::text, '-', ''), at + step * interval '20 minutes', at, at + step * interval '20 minutes',
         at + step * interval '20 minutes', case when no % 50 = 0 then 5 else 0 end, case when no % 50 = 0 then at + interval '1 hour' end
       from seed_attempt order by no, step`,
    `insert into reply_code (practice_id, address_index, code, outreach_id, shown, opened_at, closed_at)
       select practice_id, address_index, 'A', id, false, at, case when outcome <> 'open' then at + interval '1 hour' end
       from seed_attempt where step = 0 and purpose = 'tell' and (outcome = 'open' or no % 50 = 0) on conflict do nothing`,
    ...events(),
    `insert into task (id, practice_id, batch_id, outreach_id, notice_ids, kind, reason, state, due_at, opened_at, claimed_by, claimed_until, resolved_at, resolved_by, resolution)
       select uuidv7(n.at - ${at}), n.practice_id, n.batch_id, n.outreach_id, array_agg(n.id), 'reach', 'ladder_spent', min(t.state), min(n.deadline_at), min(n.at) + interval '1 hour',
         min(case t.state when 'claimed' then 'desk' end), min(case t.state when 'claimed' then ${at} + interval '1 hour' end),
         min(case t.state when 'resolved' then n.at + interval '2 hours' end), min(case t.state when 'resolved' then 'desk' end), min(case t.state when 'resolved' then 'unreachable' end)
       from seed_notice n cross join lateral (select case when n.outcome <> 'open' then 'resolved' when n.no % 40 < 2 then 'claimed' else 'open' end state) t
       where n.outcome = 'unreachable' or (n.outcome = 'open' and n.leads and n.open_percent < 100 and n.no % 20 < 2)
       group by n.practice_id, n.batch_id, n.outreach_id, n.at order by n.at`,
    // Three times were put to everybody who booked: one was taken.
    `insert into offer (id, practice_id, outreach_id, notice_id, channel, via, state, requested_at, expires_at, chosen, worked_at, settled_at)
       select offer_id, practice_id, outreach_id, id, 'sms', 'page', 'booked', at + interval '10 minutes', at + interval '1 hour', 1, at + interval '12 minutes', at + interval '12 minutes'
       from seed_notice where outcome = 'rebooked' order by no`,
    `insert into reservation (id, practice_id, slot_id, resource, during, offer_id, notice_id, patient_id, choice, state, settled_at)
       select uuidv7(n.at - ${at}), n.practice_id, s.id, s.resource, tstzrange(s.start_at, s.end_at), n.offer_id, n.id, n.patient_id, c,
         case c when 1 then 'booked' else 'released' end, n.at + interval '12 minutes'
       from seed_notice n join slot s on s.id = n.slot_id cross join generate_series(1, 3) c where n.outcome = 'rebooked' order by n.no, c`,
    {
      text: `insert into webhook_endpoint (id, practice_id, url, events, enabled, secret_sealed, created_at)
       select uuidv7(), practice_id, 'https://practice.example/events', $1, true, secret, ${at} from seed_practice
       -- Nobody answers there: only where no service will ask.
       where exists (select from seed_batch where open_percent = 0)`,
      values: [types],
    },
    `insert into callback_event (id, practice_id, type, order_key, body, at)
       select event_id, practice_id, 'notice.' || outcome, id, jsonb_build_object('type', 'notice.' || outcome, 'timestamp', at, 'data',
         jsonb_build_object('noticeId', id, 'batchId', batch_id, 'outreachId', outreach_id)), at + interval '1 hour'
       from seed_notice where outcome <> 'open' order by no`,
    `insert into delivery (id, practice_id, endpoint_id, event_id, order_key, seq, state, tries, next_attempt_at, last_status, created_at, delivered_at)
       select uuidv7(c.at - ${at}), c.practice_id, w.id, c.id, c.order_key, c.seq, d.state, 1, case d.state when 'pending' then ${at} + ${day} end,
         case d.state when 'delivered' then 204 else 503 end, c.at, case d.state when 'delivered' then c.at end
       from callback_event c join webhook_endpoint w using (practice_id)
       cross join lateral (select case c.seq % 2000 when 0 then 'dead' when 1 then 'pending' else 'delivered' end state) d order by c.seq`,
  ].map((statement) => (typeof statement === 'string' ? { text: statement } : statement));
}

const reason = `'reason', jsonb_build_object('rule', 'ladder', 'because', 'it is the next step')`;
/** What happened to every outreach, as its ledger tells it: the columns are those of `seed_attempt`. */
const told = {
  'outreach.opened': `'batchId', batch_id, 'noticeIds', '[]'::jsonb, 'policyVersion', 2, 'deadlineAt', deadline_at, 'nextActionAt', at`,
  'attempt.planned': `'attemptId', attempt_id, 'step', 0, 'attemptNo', 1, 'channel', 'sms', 'purpose', 'tell', 'contactPointId', contact_point_id,
    'sendBy', deadline_at, 'offerId', null, 'noticeIds', '[]'::jsonb, ${reason}`,
  'attempt.accepted': `'attemptId', attempt_id`,
  'attempt.progressed': `'attemptId', attempt_id, 'grade', 'delivered'`,
  'outreach.reached': reason,
};

/** Five of a closed outreach, four of an open one. Their hashes stand for the real ones. */
const events = (): string[] =>
  Object.entries(told).map(
    ([type, body], n) => `insert into event (practice_id, outreach_id, seq, at, type, body, hash)
       select practice_id, id, ${n + 1}, at + ${n + 1} * interval '1 minute', '${type}', jsonb_build_object('type', '${type}', ${body}),
         sha256(${n + 1}::text::bytea || id::text::bytea)
       from seed_attempt where step = 0 and purpose = 'tell' and (${n < 4} or outcome <> 'open') order by no`,
  );
