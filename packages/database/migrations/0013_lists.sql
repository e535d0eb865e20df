-- Lists stay quick in a database of millions.

-- What a batch comes to, kept once it is over. Null while it runs, and again as soon as anything in it changes.
alter table batch add column tally jsonb;
create index batch_untallied on batch (closed_at) where closed_at is not null and tally is null;

-- Every decision writes its outreach, whoever made it, an older build too. The row is written although it has no tally: who
-- is counting has locked it, and one waits for the other.
create function forget_tally() returns trigger language plpgsql as $$
begin
  update batch set tally = null where id in (
    select b.id from batch b where b.closed_at is not null and b.id in (select c.batch_id from changed c) order by b.id for update);
  return null;
end $$;
create trigger outreach_forgets_tally after update on outreach
  referencing new table as changed for each statement execute function forget_tally();

-- Who of a batch is with an operator; and the tasks that are done, in the order in which they are listed.
create index task_open_of_batch on task (batch_id) where state <> 'resolved';
create index task_resolved on task (practice_id, due_at, id) where state = 'resolved';
-- Deliveries that are not made: few, among all that were.
create index delivery_unmade on delivery (practice_id, state, id) where state <> 'delivered';
-- The unique constraints on (practice_id, id) are the same indexes.
drop index batch_list;
drop index task_list;
drop index delivery_list;
