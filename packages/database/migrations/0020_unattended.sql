-- A task that nobody took although its patient must know soon: told once, so that the practice can page whoever is on call.
alter table task add column unattended_at timestamptz;
create index task_unattended on task (due_at) where state <> 'resolved' and unattended_at is null;
