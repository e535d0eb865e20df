-- What a question back asks; null: to answer with a number. The previous release leaves it out and says the plain words.
alter table attempt add column wording text;

-- Our number that a text or call went out from. A patient hears from the same one for as long as it is ours.
alter table attempt add column sent_from text;

-- What patients wrote in their own words, for the operators to read.
create table patient_words (
  id uuid primary key,
  practice_id uuid not null,
  outreach_id uuid not null,
  inbox_id uuid not null,
  channel text not null check (channel in ('sms','im','email')),
  said_at timestamptz not null,
  words_sealed bytea not null,
  unique (inbox_id, outreach_id),
  foreign key (practice_id, outreach_id) references outreach (practice_id, id)
);
create index patient_words_of_outreach on patient_words (outreach_id, said_at);
