-- The letter of each visit, where one text speaks of several: an answer for one leaves the others open. The previous
-- release leaves them out, and asks back what it is told with them.
alter table reply_code
  add column visit_codes text[] not null default '{}',
  add column visit_ids uuid[] not null default '{}';
