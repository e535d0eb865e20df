-- Where a patient who asks for a person is put through.
alter table practice add column operator_number text;
