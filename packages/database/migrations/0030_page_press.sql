-- What machines did with a patient's link, and how often something was pressed where a machine may press. A row only where there is a
-- doubt; people leave none.
create table page_press (
  practice_id uuid not null,
  attempt_id uuid primary key,
  presses int not null default 0 check (presses >= 0),
  -- When something was last seen that only machines do.
  machine_at timestamptz
);

call keep_references('page_press', 'attempt_id attempt');
