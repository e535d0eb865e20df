-- Offers in the order they were asked for, whatever the clock said, as attempts are since 0009. By requested_at, a clock that was
-- put back hid the refusal that an offer makes up for: its message did not say sorry, and its silence was nobody's matter.
-- No rewrite of the table: older rows have no number, and come first. The previous release's inserts are numbered too.
create sequence offer_requested_no;
alter table offer add column requested_no bigint;
alter table offer alter column requested_no set default nextval('offer_requested_no');
