-- Attempts in the order they were planned, whatever the clock said. By planned_at, a clock that was put back hid the last
-- question asked: the patient's "1" was taken for an answer to the one before.
-- No rewrite of the table: older rows have no number, and come first. The previous release's inserts are numbered too.
create sequence attempt_planned_no;
alter table attempt add column planned_no bigint;
alter table attempt alter column planned_no set default nextval('attempt_planned_no');
