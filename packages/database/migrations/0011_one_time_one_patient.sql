-- contract: since 0.1.0
-- Two patients on one time, seen in a chaos run: the exclusion constraint's index had lost live reservations. A GiST index
-- that a query reads again and again, once per row of something else, while its root page splits, marks the wrong entries
-- as dead (Postgres 18.4; docs/decisions/004-gist.md). A constraint reads its index once and is safe; so no query may read
-- it. A predicate that no query's condition implies sees to that. Nothing else changes for the release before, and the
-- indexes are made anew. If this fails, two patients do have one time: the error names it.
alter table reservation drop constraint reservation_no_two_at_once, drop constraint reservation_patient_once;
alter table reservation
  add constraint reservation_no_two_at_once exclude using gist (practice_id with =, resource with =, during with &&)
    where (coalesce(state, '') in ('held','booked')),
  add constraint reservation_patient_once exclude using gist (patient_id with =, during with &&)
    where (coalesce(state, '') = 'booked');
-- And a slot is promised once, by another kind of index too. It refuses nothing that the exclusion constraint allows.
drop index reservation_of_slot;
create unique index reservation_of_slot on reservation (slot_id, during) where state in ('held','booked');
-- What queries used the constraints' indexes for.
create index reservation_ahead on reservation (practice_id, (upper(during))) where state in ('held','booked');
create index reservation_of_patient on reservation (patient_id) where state in ('held','booked');
