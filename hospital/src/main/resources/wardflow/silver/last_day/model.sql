-- kind:  full
-- input: bronze.clock
-- Before the first tick the last day is 1900-01-01, so that a reader of its changes always finds an old one.
-- It holds nothing that changes from hour to hour: whoever reads it has work to do once a day.
select coalesce(cast(max(tick_ts) - interval 1 microsecond as date), date '1900-01-01') as last_day
from bronze.clock
