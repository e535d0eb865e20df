-- What a row refers to is looked for once for each statement. A foreign key asks row by row: 130,000 times for a batch of 10,000
-- appointments (docs/decisions/010-references.md). The rule is the same: it is there, and it is the same practice's; and what is
-- referred to is neither removed nor turned into something else.

create function refuse_turning() returns trigger language plpgsql as $$
begin
  raise foreign_key_violation using table = tg_table_name, message = format('others refer to rows of %s: they stay what they are', tg_table_name);
end $$;

-- `referring`: of each reference the column, the table and, where it is not `id`, the table's own column. Null refers to nothing.
create procedure keep_references(child text, variadic referring text[]) language plpgsql as $procedure$
declare
  reference text;
  col text;
  parent text;
  key text;
  cols text[] := '{practice_id}';
  is_there text := 'true';
  -- Told to find by an index: planned while the tables are empty, it would read full ones row for row.
  function_of constant text := $f$
    create function %1$I() returns trigger language plpgsql set enable_seqscan = off as $t$
    begin
      if %2$s then
        raise foreign_key_violation using table = '%3$s', message = '%4$s';
      end if;
      return null;
    end $t$ $f$;
  refusal constant text := format('a row of %s refers to what is not there, or not its practice''''s', child);
begin
  foreach reference in array referring loop
    col := split_part(reference, ' ', 1);
    parent := split_part(reference, ' ', 2);
    key := coalesce(nullif(split_part(reference, ' ', 3), ''), 'id');
    if col <> 'practice_id' then cols := cols || col; end if;
    is_there := is_there || format(' and (x.%1$I is null or exists (select from %2$I p where p.%3$I = x.%1$I%4$s offset 0))',
      col, parent, key, case when parent <> 'practice' then ' and p.practice_id = x.practice_id' end);

    execute format(function_of, child || '_keeps_' || parent,
      format('exists (select from gone x where exists (select from %I c where c.%I = x.%I))', child, col, key),
      parent, format('rows of %s refer to a row of %s', child, parent));
    execute format('create trigger %I after delete on %I referencing old table as gone for each statement execute function %1$I()',
      child || '_keeps_' || parent, parent);
    execute format('create or replace trigger stays_what_it_is before update of %I on %I for each row when (old.%1$I <> new.%1$I)
      execute function refuse_turning()', key, parent);
    execute format('create or replace trigger stays before truncate on %I for each statement execute function refuse_turning()', parent);
  end loop;

  execute format(function_of, child || '_refers', format('exists (select from added x where not (%s))', is_there), child, refusal);
  execute format('create trigger %I after insert on %I referencing new table as added for each statement execute function %1$I()',
    child || '_refers', child);
  execute format(function_of, child || '_refers_elsewhere', format('not (%s)', replace(is_there, 'x.', 'new.')), child, refusal);
  execute format('create trigger %I after update of %s on %I for each row when ((%s) is distinct from (%s)) execute function %1$I()',
    child || '_refers_elsewhere', array_to_string(cols, ', '), child,
    'old.' || array_to_string(cols, ', old.'), 'new.' || array_to_string(cols, ', new.'));
end $procedure$;

call keep_references('patient', 'practice_id practice');
call keep_references('party', 'practice_id practice');
call keep_references('contact_point', 'party_id party');
call keep_references('outreach', 'batch_id batch', 'party_id party', 'policy_version policy version');
call keep_references('appointment', 'batch_id batch', 'patient_id patient');
call keep_references('notice', 'batch_id batch', 'outreach_id outreach', 'appointment_id appointment', 'patient_id patient');
call keep_references('attempt', 'outreach_id outreach', 'contact_point_id contact_point', 'offer_id offer');
call keep_references('reply_code', 'outreach_id outreach');
call keep_references('offer', 'outreach_id outreach', 'notice_id notice', 'contact_point_id contact_point');
call keep_references('reservation', 'offer_id offer', 'notice_id notice', 'patient_id patient');
call keep_references('task', 'batch_id batch', 'outreach_id outreach');
call keep_references('patient_words', 'outreach_id outreach');
call keep_references('page_guess', 'outreach_id outreach', 'contact_point_id contact_point');

alter table patient drop constraint patient_practice_id_fkey;
alter table party drop constraint party_practice_id_fkey;
alter table contact_point drop constraint contact_point_practice_id_party_id_fkey;
alter table outreach
  drop constraint outreach_practice_id_batch_id_fkey,
  drop constraint outreach_practice_id_party_id_fkey,
  drop constraint outreach_practice_id_policy_version_fkey;
alter table appointment
  drop constraint appointment_practice_id_batch_id_fkey,
  drop constraint appointment_practice_id_patient_id_fkey;
alter table notice
  drop constraint notice_practice_id_batch_id_fkey,
  drop constraint notice_practice_id_outreach_id_fkey,
  drop constraint notice_practice_id_appointment_id_fkey,
  drop constraint notice_practice_id_patient_id_fkey;
alter table attempt
  drop constraint attempt_practice_id_outreach_id_fkey,
  drop constraint attempt_practice_id_contact_point_id_fkey,
  drop constraint attempt_practice_id_offer_id_fkey;
alter table reply_code drop constraint reply_code_practice_id_outreach_id_fkey;
alter table offer
  drop constraint offer_practice_id_outreach_id_fkey,
  drop constraint offer_practice_id_notice_id_fkey,
  drop constraint offer_practice_id_contact_point_id_fkey;
alter table reservation
  drop constraint reservation_practice_id_offer_id_fkey,
  drop constraint reservation_practice_id_notice_id_fkey,
  drop constraint reservation_practice_id_patient_id_fkey;
alter table task
  drop constraint task_practice_id_batch_id_fkey,
  drop constraint task_practice_id_outreach_id_fkey;
alter table patient_words drop constraint patient_words_practice_id_outreach_id_fkey;
alter table page_guess
  drop constraint page_guess_practice_id_outreach_id_fkey,
  drop constraint page_guess_practice_id_contact_point_id_fkey;

-- A second key for the foreign keys' sake: an id is unique by itself. Written anew whenever a row was.
alter table patient drop constraint patient_practice_id_id_key;
alter table party drop constraint party_practice_id_id_key;
alter table contact_point drop constraint contact_point_practice_id_id_key;
alter table outreach drop constraint outreach_practice_id_id_key;
alter table appointment drop constraint appointment_practice_id_id_key;
alter table offer drop constraint offer_practice_id_id_key;
