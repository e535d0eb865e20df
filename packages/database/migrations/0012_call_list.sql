-- Practices that were told to call their patients themselves, because the system cannot keep its promise just now.
create table call_list_danger (
  practice_id uuid primary key references practice,
  -- Since when nothing moves, and what.
  since timestamptz not null,
  because text[] not null check (cardinality(because) > 0),
  told_at timestamptz not null
);
