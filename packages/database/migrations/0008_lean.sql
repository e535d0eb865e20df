-- Less work per attempt.

-- What changes nothing for a patient (a provider took the message) waits a moment for what else comes, and both are one
-- decision. A build that knows nothing of it stores facts that are ready at once.
alter table inbox add column ready_at timestamptz not null default '-infinity';
create index inbox_ready on inbox (ready_at, received_at) where processed_at is null;
create index inbox_waiting_of_attempt on inbox (attempt_id) where processed_at is null;
drop index inbox_unprocessed;

-- A party is looked for with its practice: the old index lost to the one of all outreaches of the practice as long as the
-- table had no statistics.
create index outreach_of_party_in_practice on outreach (practice_id, party_id);
drop index outreach_of_party;

-- Looked up for every event, six times an attempt, and proven anyway: events are written in one transaction with the
-- update of their outreach from the sequence number before (packages/database/src/decisions.ts), which refuses when that
-- row is not there. The outbox row is written by the statement that writes its attempt, and joined to it when taken.
alter table event drop constraint event_practice_id_outreach_id_fkey;
alter table outbox drop constraint outbox_attempt_id_fkey;
