-- Attempts that were asked about often enough, and of which no carrier will ever speak, are looked at no more.
create index attempt_silent_asked on attempt (settled_at)
  where state = 'accepted' and reached = 0 and channel <> 'email' and asked < 5;
drop index attempt_silent;
