-- What a new time must be beside kind, length and place; null: nothing more.
alter table appointment add column rebooking jsonb;
alter table slot add column provides text[] not null default '{}';
-- Times that were cancelled and have not passed are not offered: they may be on again. The practice comes last: an index that
-- begins with it would be read whole for every row that refers to an appointment.
create index appointment_ahead on appointment (start_at, practice_id);

-- A practice that left: nothing more is sent in its name, and what is written stays.
alter table practice add column closed_at timestamptz;
