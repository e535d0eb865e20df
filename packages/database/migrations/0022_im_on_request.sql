-- When and how a patient asked to be written to by WhatsApp or Messenger (45 CFR 164.522(b)), as the practice recorded it.
alter table contact_point
  add column requested_at timestamptz,
  add column requested_how text;

-- Practices under HIPAA that never said anything about their policy: instant messages are off until they turn them on.
-- Who has a version of its own has chosen.
insert into policy (practice_id, version, body, created_at)
select p.practice_id, 2, p.body || jsonb_build_object('channels', p.body -> 'channels' || '{"im": false}', 'calendarFile', 'link'), now()
from policy p join practice c on c.id = p.practice_id
where p.version = 1 and c.country in ('US','PR','GU','VI','AS','MP','UM') and (p.body #>> '{channels,im}')::boolean
  and not exists (select from policy later where later.practice_id = p.practice_id and later.version > 1);
