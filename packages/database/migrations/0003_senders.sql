-- The health of each channel's sender, one row per channel, shared by all replicas: see packages/domain/src/sender.ts.
create table sender (
  channel text primary key check (channel in ('voice','sms','email','im')),
  breaker text not null check (breaker in ('closed','open','probing')),
  -- Why it opened, by the provider's code, and the attempt that met it.
  code text,
  opened_by uuid,
  since timestamptz,
  proof text not null check (proof in ('taken','arrived')),
  openings int not null check (openings >= 0),
  probe_at timestamptz,
  probe_attempt_id uuid,
  probe_until timestamptz,
  closed_at timestamptz,
  troubles int not null check (troubles >= 0),
  -- Throttled until then; from then on the pace rises from so many starts a second.
  not_before timestamptz,
  starts_per_second float8 check (starts_per_second > 0),
  -- Whose turn it is to come back after the last closing: the earliest deadline first, a growing number a round. Null: all have.
  return_deadline timestamptz,
  return_id uuid,
  return_size int not null default 0 check (return_size >= 0),
  check (breaker = 'closed' or (code is not null and since is not null)),
  check ((breaker = 'open') = (probe_at is not null)),
  check ((breaker = 'probing') = (probe_attempt_id is not null)),
  check ((probe_attempt_id is null) = (probe_until is null))
);
insert into sender (channel, breaker, proof, openings, troubles)
select c, 'closed', 'taken', 0, 0 from unnest(array['voice','sms','email','im']) c;

-- What the breaker was when, for whoever asks later why a step was put off.
create table sender_change (
  id bigint generated always as identity primary key,
  channel text not null references sender,
  breaker text not null,
  code text,
  at timestamptz not null
);

-- Steps put off because their sender is out; `held_channels[i]` is the channel of `held_steps[i]`.
alter table outreach
  add column held_steps int[] not null default '{}',
  add column held_channels text[] not null default '{}' check (cardinality(held_steps) = cardinality(held_channels));
create index outreach_held_open on outreach (deadline_at, id) where state = 'active' and held_channels <> '{}';

-- A failure of our own sender touched nobody: it counts against no cap.
alter table attempt add column excused boolean not null default false;

-- R5: taken by the provider, and then not a word.
alter table attempt add column asked int not null default 0, add column asked_at timestamptz;
create index attempt_silent on attempt (settled_at) where state = 'accepted' and reached = 0 and channel <> 'email';
