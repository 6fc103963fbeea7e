-- key:   day
-- input: bronze.clock whole
-- keys from bronze.clock: select cast(tick_ts - interval 1 microsecond as date) as day from changes
select distinct cast(tick_ts - interval 1 microsecond as date) as day, tick_ts - interval 1 hour as hour_start
from bronze.clock
