-- Where a slot is, and how to prepare for it, in the practice's own words: told with the booking.
alter table slot add column place jsonb, add column preparation jsonb;
-- Whose a slot was: what the practice says of it late is answered from there.
create index reservation_history on reservation (slot_id, settled_at);
