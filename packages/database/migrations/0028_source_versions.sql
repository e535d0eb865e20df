-- The practice's own version of what it last said of an appointment, a patient or a slot: what is older and comes later
-- changes nothing. Rows are there only for senders that say a version.
create table source_version (
  practice_id uuid not null references practice,
  kind text not null check (kind in ('appointment','patient','slot')),
  external_id text not null,
  source_at timestamptz,
  version bigint,
  primary key (practice_id, kind, external_id),
  check (source_at is not null or version is not null)
);
