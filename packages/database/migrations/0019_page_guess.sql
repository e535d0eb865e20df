-- Birth years tried on the patient's page. A hundred years are few, so tries are counted: durably, and over all links to the
-- same address of a party. Kept are traces (keyed hashes) of the different years, in the order they came.
create table page_guess (
  practice_id uuid not null,
  outreach_id uuid not null,
  contact_point_id uuid not null,
  tried bytea[] not null check (cardinality(tried) > 0),
  last_at timestamptz not null,
  primary key (outreach_id, contact_point_id),
  foreign key (practice_id, outreach_id) references outreach (practice_id, id),
  foreign key (practice_id, contact_point_id) references contact_point (practice_id, id)
);
