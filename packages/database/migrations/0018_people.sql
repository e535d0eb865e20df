-- What is known of people and their lines: it chooses the channel, or a person instead of a machine.

-- Records that only keys made for it see in the clear; and the record that this one was merged into.
alter table patient add column restricted boolean not null default false, add column merged_into uuid;
-- What the one we talk to needs. A household's party speaks for several patients who share a phone, as a guardian does.
alter table party add column needs text[] not null default '{}', add column household boolean not null default false;
-- The practice's own id of a contact point; what line it is; whose laws and whose hours hold for its number; how consent
-- came to us; and when it was last found faulty, so that a later check by the practice is believed.
alter table contact_point
  add column external_id text,
  add column line text check (line in ('mobile','landline','voip','fax','switchboard')),
  add column region text,
  add column time_zones text[] not null default '{}',
  add column consent_basis text,
  add column consent_recorded_at timestamptz,
  add column faulty_at timestamptz;
-- Why machines do not tell of an open notice; until when the guardian is the one to tell; whether the guardian must not learn.
alter table notice
  add column barred text check (barred in ('do_not_contact','of_age','deceased')),
  add column guardian_until timestamptz,
  add column confidential boolean not null default false;
create index notice_of_patient on notice (patient_id);

alter table api_key add column sees_restricted boolean not null default false;
-- Who looked at names and numbers, and of whom: one row a look. Kept for six years; nothing of a patient but ids.
create table view_log (
  id uuid primary key,
  practice_id uuid not null references practice,
  key_id text not null,
  what text not null check (what in ('tasks','call-list','break-glass')),
  outreach_ids uuid[] not null,
  -- Of those, the restricted ones that were shown.
  restricted_ids uuid[] not null,
  -- Who broke the glass, and why.
  by_name text,
  because text,
  at timestamptz not null
);
create index view_log_list on view_log (practice_id, id);
