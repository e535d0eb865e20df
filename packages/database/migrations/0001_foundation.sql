-- The truth. Every table is bound to a practice; illegal states do not fit. Names, addresses, birth dates and message
-- bodies are sealed (bytea) before they come here; `*_index` columns are keyed blind indexes of sealed addresses.
create extension if not exists btree_gist;

create table practice (
  id uuid primary key,
  name text not null,
  spoken_name text not null,
  time_zone text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  language text not null,
  callback_number text not null,
  created_at timestamptz not null
);

create table api_key (
  id text primary key check (id ~ '^[0-9a-z]{12,32}$'),
  practice_id uuid not null references practice,
  label text not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  scopes text[] not null check (scopes <@ array['batches','slots','operate','settings'] and cardinality(scopes) > 0),
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index api_key_of_practice on api_key (practice_id);

-- Versions are never changed: an outreach keeps the one it began with by naming it.
create table policy (
  practice_id uuid not null references practice,
  version int not null check (version >= 1),
  body jsonb not null,
  created_at timestamptz not null,
  primary key (practice_id, version)
);

create table idempotency (
  practice_id uuid not null references practice,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  status int not null,
  response jsonb not null,
  created_at timestamptz not null,
  primary key (practice_id, key)
);

create table batch (
  id uuid primary key,
  practice_id uuid not null references practice,
  reason text not null check (reason in ('practitioner-emergency','practitioner-unavailable','facility','weather','equipment','other')),
  note_sealed bytea,
  state text not null check (state in ('running','paused','stopped')),
  policy_version int not null,
  accepted int not null check (accepted > 0),
  rejected int not null check (rejected >= 0),
  forecast jsonb not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  unique (practice_id, id),
  foreign key (practice_id, policy_version) references policy (practice_id, version)
);
create index batch_open on batch (created_at) where closed_at is null;
create index batch_list on batch (practice_id, id);

create table patient (
  id uuid primary key,
  practice_id uuid not null references practice,
  external_id text not null,
  sealed bytea not null,
  deceased boolean not null,
  do_not_contact boolean not null,
  updated_at timestamptz not null,
  unique (practice_id, external_id),
  unique (practice_id, id)
);

-- Whom we talk to: the patient, or the guardian of one or several patients.
create table party (
  id uuid primary key,
  practice_id uuid not null references practice,
  kind text not null check (kind in ('patient','guardian')),
  key text not null,
  sealed bytea not null,
  language text,
  time_zone text,
  updated_at timestamptz not null,
  unique (practice_id, kind, key),
  unique (practice_id, id)
);

create table contact_point (
  id uuid primary key,
  practice_id uuid not null,
  party_id uuid not null,
  system text not null check (system in ('phone','email','whatsapp','messenger')),
  use text check (use in ('mobile','home','work','temp','old')),
  rank int not null check (rank between 1 and 1000),
  address_sealed bytea not null,
  address_index bytea not null check (octet_length(address_index) = 32),
  consent text not null check (consent in ('given','unknown','denied')),
  allowed boolean not null,
  has_extension boolean not null,
  -- Lasting faults, by channel: the same mistake is never made twice.
  voice_off text, sms_off text, im_off text, email_off text,
  session_until timestamptz,
  updated_at timestamptz not null,
  unique (practice_id, party_id, system, address_index),
  unique (practice_id, id),
  foreign key (practice_id, party_id) references party (practice_id, id)
);
create index contact_point_by_address on contact_point (address_index);

-- Consent revoked: binds every party on that address, across senders.
create table suppression (
  practice_id uuid not null references practice,
  address_index bytea not null,
  channel text not null check (channel in ('voice','sms','email','im')),
  since timestamptz not null,
  primary key (practice_id, address_index, channel)
);

create table outreach (
  id uuid primary key,
  practice_id uuid not null,
  batch_id uuid not null,
  party_id uuid not null,
  policy_version int not null,
  state text not null check (state in ('active','reached','exhausted','closed')),
  step int not null check (step >= 0),
  next_action_at timestamptz,
  deadline_at timestamptz not null,
  time_zones text[] not null check (cardinality(time_zones) > 0),
  opened_at timestamptz not null,
  seq int not null check (seq >= 1),
  head bytea not null check (octet_length(head) = 32),
  unique (practice_id, id),
  unique (batch_id, party_id),
  foreign key (practice_id, batch_id) references batch (practice_id, id),
  foreign key (practice_id, party_id) references party (practice_id, id),
  foreign key (practice_id, policy_version) references policy (practice_id, version),
  -- Every open outreach has an alarm; a settled one has none.
  check ((state = 'active') = (next_action_at is not null))
);
create index outreach_due on outreach (next_action_at, deadline_at) where state = 'active';
create index outreach_of_party on outreach (party_id);

create table appointment (
  id uuid primary key,
  practice_id uuid not null,
  batch_id uuid not null,
  external_id text not null,
  patient_id uuid not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  time_zone text not null,
  practitioner_external_id text not null,
  practitioner_name text not null,
  location_external_id text not null,
  visit_type text not null,
  priority text not null check (priority in ('routine','urgent','clinical')),
  modality text not null check (modality in ('in-person','telehealth','home-visit')),
  unique (practice_id, id),
  foreign key (practice_id, batch_id) references batch (practice_id, id),
  foreign key (practice_id, patient_id) references patient (practice_id, id),
  check (end_at > start_at)
);

create table notice (
  id uuid primary key,
  practice_id uuid not null,
  batch_id uuid not null,
  outreach_id uuid not null,
  appointment_id uuid not null unique,
  external_id text not null,
  patient_id uuid not null,
  state text not null check (state in ('open','informed','rebooked','declined','withdrawn','unreachable')),
  deadline_at timestamptz not null,
  overdue boolean not null default false,
  evidence_grade text check (evidence_grade in ('sent','delivered','read','heard','replied','confirmed','attested')),
  evidence_channel text check (evidence_channel in ('voice','sms','email','im')),
  evidence_at timestamptz,
  booked_slot_id uuid,
  closed_at timestamptz,
  unique (practice_id, id),
  foreign key (practice_id, batch_id) references batch (practice_id, id),
  foreign key (practice_id, outreach_id) references outreach (practice_id, id),
  foreign key (practice_id, appointment_id) references appointment (practice_id, id),
  foreign key (practice_id, patient_id) references patient (practice_id, id),
  check ((state = 'open') = (closed_at is null)),
  check ((state = 'rebooked') = (booked_slot_id is not null)),
  check ((evidence_grade is null) = (evidence_at is null)),
  -- Nobody counts as knowing without evidence.
  check (state not in ('informed','rebooked','declined') or evidence_grade is not null)
);
-- One open duty per appointment.
create unique index notice_one_open on notice (practice_id, external_id) where state = 'open';
create index notice_of_batch on notice (batch_id, id);
create index notice_of_outreach on notice (outreach_id);
create index notice_open_of_batch on notice (batch_id) where state = 'open';

create table offer (
  id uuid primary key,
  practice_id uuid not null,
  outreach_id uuid not null,
  notice_id uuid not null,
  contact_point_id uuid,
  channel text not null check (channel in ('voice','sms','email','im')),
  via text not null check (via in ('call','page','message')),
  state text not null check (state in ('requested','open','chosen','booked','declined','expired','empty','void')),
  requested_at timestamptz not null,
  expires_at timestamptz,
  chosen int check (chosen between 1 and 3),
  -- The reschedule service has answered this state; null again when the conductor moves it on.
  worked_at timestamptz,
  settled_at timestamptz,
  unique (practice_id, id),
  foreign key (practice_id, outreach_id) references outreach (practice_id, id),
  foreign key (practice_id, notice_id) references notice (practice_id, id),
  foreign key (practice_id, contact_point_id) references contact_point (practice_id, id),
  check (state not in ('open','chosen') or expires_at is not null),
  check (state not in ('chosen','booked') or chosen is not null)
);
-- One question at a time about one notice.
create unique index offer_one_live on offer (notice_id) where state in ('requested','open','chosen');
create index offer_to_work on offer (requested_at) where state in ('requested','chosen') and worked_at is null;
create index offer_to_expire on offer (expires_at) where state = 'open' and worked_at is null;
create index offer_of_outreach on offer (outreach_id);

create table attempt (
  id uuid primary key,
  practice_id uuid not null,
  outreach_id uuid not null,
  contact_point_id uuid not null,
  address_index bytea not null,
  channel text not null check (channel in ('voice','sms','email','im')),
  purpose text not null check (purpose in ('tell','offer','booked','noted','clarify','correct')),
  step int not null,
  attempt_no int not null,
  offer_id uuid,
  state text not null check (state in ('queued','sending','in_doubt','accepted','failed','unresolved','superseded')),
  -- Republication, fencing, lease: see docs/durability.md.
  generation int not null check (generation >= 1),
  fence int not null check (fence >= 0),
  lease_until timestamptz,
  send_by timestamptz not null,
  reached int not null check (reached between 0 and 7),
  provider_ref text,
  code text,
  reply_code text check (reply_code ~ '^[A-Z]$'),
  planned_at timestamptz not null,
  -- When it was last handed to the queue; the reconciler republishes what stays queued too long after it.
  queued_at timestamptz not null,
  sent_at timestamptz,
  settled_at timestamptz,
  unique (outreach_id, purpose, step, attempt_no),
  foreign key (practice_id, outreach_id) references outreach (practice_id, id),
  foreign key (practice_id, contact_point_id) references contact_point (practice_id, id),
  foreign key (practice_id, offer_id) references offer (practice_id, id),
  check ((state = 'sending') = (lease_until is not null)),
  check (state <> 'sending' or fence > 0)
);
-- At most one telling message per outreach and channel may be under way or in doubt.
create unique index attempt_one_in_flight on attempt (outreach_id, channel) where purpose = 'tell' and state in ('sending','in_doubt');
create unique index attempt_by_provider_ref on attempt (provider_ref) where provider_ref is not null;
create index attempt_by_address on attempt (address_index, planned_at);
create index attempt_queued on attempt (queued_at) where state = 'queued';
create index attempt_leased on attempt (lease_until) where state = 'sending';
create index attempt_in_doubt on attempt (settled_at) where state = 'in_doubt';

-- The letters that tell several open questions on one number apart.
create table reply_code (
  practice_id uuid not null,
  address_index bytea not null,
  code text not null check (code ~ '^[A-Z]$'),
  outreach_id uuid not null,
  -- The message shows the letter.
  shown boolean not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (address_index, outreach_id),
  foreign key (practice_id, outreach_id) references outreach (practice_id, id)
);
create unique index reply_code_live on reply_code (address_index, code) where closed_at is null;
create index reply_code_of_outreach on reply_code (outreach_id) where closed_at is null;

create table event (
  practice_id uuid not null,
  outreach_id uuid not null,
  seq int not null check (seq >= 1),
  at timestamptz not null,
  type text not null,
  body jsonb not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (outreach_id, seq),
  foreign key (practice_id, outreach_id) references outreach (practice_id, id)
);
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only';
end $$;
create trigger event_append_only before update or delete on event for each row execute function refuse_change();

create table outbox (
  id bigint generated always as identity primary key,
  topic text not null check (topic in ('voice','sms','email','im')),
  attempt_id uuid not null references attempt,
  generation int not null,
  not_before timestamptz not null,
  created_at timestamptz not null
);
create index outbox_of_attempt on outbox (attempt_id);

-- Facts from outside, stored before they are answered 2xx.
create table inbox (
  id uuid primary key,
  source text not null check (source in ('twilio','sendgrid','page','worker','reschedule')),
  kind text not null,
  dedupe_key text not null,
  attempt_id uuid,
  payload_sealed bytea not null,
  received_at timestamptz not null,
  processed_at timestamptz,
  tries int not null default 0,
  result text,
  unique (source, dedupe_key)
);
create index inbox_unprocessed on inbox (received_at) where processed_at is null;

create table task (
  id uuid primary key,
  practice_id uuid not null,
  batch_id uuid not null,
  outreach_id uuid not null,
  notice_ids uuid[] not null check (cardinality(notice_ids) > 0),
  kind text not null check (kind in ('reach','rebook','correct')),
  reason text not null,
  state text not null check (state in ('open','claimed','resolved')),
  due_at timestamptz not null,
  opened_at timestamptz not null,
  claimed_by text,
  claimed_until timestamptz,
  resolved_at timestamptz,
  resolved_by text,
  resolution text,
  note_sealed bytea,
  unique (practice_id, id),
  foreign key (practice_id, batch_id) references batch (practice_id, id),
  foreign key (practice_id, outreach_id) references outreach (practice_id, id),
  check ((state = 'claimed') = (claimed_by is not null)),
  check ((claimed_by is null) = (claimed_until is null)),
  check ((state = 'resolved') = (resolved_at is not null and resolved_by is not null and resolution is not null))
);
create unique index task_one_open on task (outreach_id, kind) where state <> 'resolved';
create index task_worklist on task (practice_id, due_at, id) where state <> 'resolved';
create index task_list on task (practice_id, id);

create table slot (
  id uuid primary key,
  practice_id uuid not null references practice,
  external_id text not null,
  resource text not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  location text,
  visit_types text[] not null,
  modality text not null check (modality in ('in-person','telehealth','home-visit')),
  status text not null check (status in ('free','busy')),
  updated_at timestamptz not null,
  unique (practice_id, external_id),
  unique (practice_id, id),
  check (end_at > start_at)
);
create index slot_free on slot (practice_id, start_at) where status = 'free';

-- A hold, and after the patient's choice the booking. The database alone decides who has a time.
create table reservation (
  id uuid primary key,
  practice_id uuid not null,
  slot_id uuid not null,
  resource text not null,
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  offer_id uuid not null,
  notice_id uuid not null,
  patient_id uuid not null,
  choice int not null check (choice between 1 and 3),
  state text not null check (state in ('held','booked','released')),
  hold_expires_at timestamptz,
  settled_at timestamptz,
  unique (offer_id, choice),
  foreign key (practice_id, slot_id) references slot (practice_id, id),
  foreign key (practice_id, offer_id) references offer (practice_id, id),
  foreign key (practice_id, notice_id) references notice (practice_id, id),
  foreign key (practice_id, patient_id) references patient (practice_id, id),
  check ((state = 'held') = (hold_expires_at is not null)),
  constraint reservation_no_two_at_once exclude using gist (practice_id with =, resource with =, during with &&) where (state in ('held','booked')),
  constraint reservation_patient_once exclude using gist (patient_id with =, during with &&) where (state = 'booked')
);
create unique index reservation_one_booking on reservation (notice_id) where state = 'booked';
create index reservation_of_slot on reservation (slot_id) where state in ('held','booked');
create index reservation_of_offer on reservation (offer_id);
create index reservation_expiring on reservation (hold_expires_at) where state = 'held';
alter table notice add foreign key (practice_id, booked_slot_id) references slot (practice_id, id);

create table webhook_endpoint (
  id uuid primary key,
  practice_id uuid not null references practice,
  url text not null,
  events text[] not null check (cardinality(events) > 0),
  description text,
  enabled boolean not null,
  secret_sealed bytea not null,
  previous_secret_sealed bytea,
  previous_until timestamptz,
  failing_since timestamptz,
  created_at timestamptz not null,
  deleted_at timestamptz,
  unique (practice_id, id),
  check ((previous_secret_sealed is null) = (previous_until is null))
);
create index webhook_endpoint_of_practice on webhook_endpoint (practice_id) where deleted_at is null;

create table callback_event (
  id uuid primary key,
  practice_id uuid not null references practice,
  seq bigint generated always as identity,
  type text not null,
  order_key uuid not null,
  body jsonb not null,
  at timestamptz not null,
  unique (practice_id, id)
);

create table delivery (
  id uuid primary key,
  practice_id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  order_key uuid not null,
  seq bigint not null,
  state text not null check (state in ('pending','delivered','dead')),
  tries int not null default 0,
  next_attempt_at timestamptz,
  lease_until timestamptz,
  last_status int,
  last_error text,
  created_at timestamptz not null,
  delivered_at timestamptz,
  unique (endpoint_id, event_id),
  unique (practice_id, id),
  foreign key (practice_id, endpoint_id) references webhook_endpoint (practice_id, id),
  foreign key (practice_id, event_id) references callback_event (practice_id, id),
  check ((state = 'pending') = (next_attempt_at is not null)),
  check ((state = 'delivered') = (delivered_at is not null))
);
create index delivery_due on delivery (next_attempt_at) where state = 'pending';
create index delivery_order on delivery (endpoint_id, order_key, seq) where state = 'pending';
create index delivery_list on delivery (practice_id, id);

create table delivery_try (
  delivery_id uuid not null references delivery,
  n int not null,
  at timestamptz not null,
  status int,
  duration_ms int not null,
  error text,
  primary key (delivery_id, n)
);
