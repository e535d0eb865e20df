-- Whose turn it is: what is most urgent leaves the outbox first, across all practices, and a sender starts no more than
-- its pace, whatever the number of conductors.
alter table outbox add column urgent_at timestamptz not null default now();
create index outbox_waiting on outbox (topic, urgent_at, id);

create table sender_pace (
  topic text primary key check (topic in ('voice','sms','email','im')),
  -- When the next one may start. Business time.
  next_at timestamptz not null
);

-- What waits longer than it is good for is let go where it waits.
create index attempt_outlived on attempt (send_by) where state = 'queued';
