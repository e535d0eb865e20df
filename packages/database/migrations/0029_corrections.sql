-- A correction is followed up until it is confirmed: its state with the notice, its alarm and step with the outreach, which may
-- be over by then. The previous release writes neither, and its planner stops when one of this release begins.
alter table notice add column correction text check (correction in ('owed','handed','confirmed','let-go'));
alter table outreach add column correct_at timestamptz, add column correct_step int not null default 0;
create index outreach_correct_due on outreach (correct_at) where correct_at is not null;
