-- kind:  full
-- input: bronze.clock
-- Before the first tick the last day is 1900-01-01, so that a reader of its changes always finds an old one.
with ticks as (
    select coalesce(max(tick_ts), instant_of('1900-01-02T00:00Z', 'UTC')) as last_tick
    from bronze.clock
)
select cast(last_tick - interval 1 microsecond as date) as last_day, last_tick
from ticks
