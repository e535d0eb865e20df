-- Which languages' words a practice says a qualified human has checked (45 CFR 92.201): by name and date, for one edition of
-- the words.
create table language_review (
  practice_id uuid not null references practice,
  language text not null check (language ~ '^[a-z]{2,3}$'),
  edition int not null check (edition >= 1),
  reviewed_by text not null check (length(reviewed_by) between 1 and 120),
  reviewed_on date not null,
  attested_at timestamptz not null,
  primary key (practice_id, language)
);
