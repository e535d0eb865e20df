-- Two builds side by side. Everything here is added: the release before knows nothing of it and goes on.

-- Which version of a module may work. Each round of a module reads it under a shared advisory lock, a newer build raises
-- it under the exclusive one: at any moment one version works, and none in between.
create table module_version (
  module text primary key,
  version int not null check (version >= 1),
  since timestamptz not null
);

-- Versions of what is kept. A build that writes none means the first.
alter table inbox add column v int not null default 1 check (v >= 1);
alter table event add column v int not null default 1 check (v >= 1);
-- The highest version that has written this outreach; an older build leaves it alone.
alter table outreach add column ledger_version int not null default 1 check (ledger_version >= 1);

-- What a decision saw and was told, beside its first event, so that it can be made again. Not part of the hash. Text, not
-- jsonb: it is written with every decision and hardly ever read.
alter table event add column decided json;
