-- An address is looked for with its practice when a batch comes in: the index by address lost to the one that begins with
-- the practice, and every address read all contact points of the practice (10,000 patients, the second batch: 20 s).
create index contact_point_of_address_in_practice on contact_point (address_index, practice_id);
drop index contact_point_by_address;
