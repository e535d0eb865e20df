-- Every notice asks whether its outreach exists, and is answered by an index. Without statistics the youngest index that
-- begins with the practice won, and each of 10,000 notices read all outreaches of the practice: the first large batch of a
-- new system took three times as long as the second. The party comes first now.
create index outreach_of_party on outreach (party_id, practice_id);
drop index outreach_of_party_in_practice;
