-- contract: since 0.1.0
-- The practice's own system has the last word on a booking. Nothing is taken away: two lists of words become longer, which a
-- release that knows only the old words does not mind. Not checked against what is there, which held to the shorter ones.
alter table offer drop constraint offer_state_check;
alter table offer add constraint offer_state_check
  check (state in ('requested','open','chosen','asked','booked','refused','declined','expired','empty','void')) not valid;
alter table inbox drop constraint inbox_source_check;
alter table inbox add constraint inbox_source_check
  check (source in ('twilio','sendgrid','page','worker','reschedule','practice')) not valid;
-- Since when the patient counts as booked: a refusal after it takes an entry out of a calendar.
alter table offer add column booked_at timestamptz;
-- A slot the practice refused stays off the table until the practice has said something else of it.
alter table slot add column refused_at timestamptz;
-- Requests that the practice lets wait.
create index offer_to_confirm on offer (expires_at) where state = 'asked' and worked_at is null;
