-- What the auditor asks for every few seconds. Events are only ever appended, so a block range index of their times costs
-- next to nothing to keep and finds the newest at once.
create index event_recent on event using brin (at) with (pages_per_range = 32, autosummarize = on);
-- Facts nobody could apply: none, on a good day.
create index inbox_parked on inbox (received_at) where result = 'parked';
