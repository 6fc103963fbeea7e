-- key:   sensor
-- input: silver.resolved
with last_word as (
    select sensor, taken_ts, amount > 50 as high,
        row_number() over (partition by sensor, taken_ts order by reading_id desc) as nth
    from silver.resolved
),
compared as (
    select sensor, taken_ts, high,
        lag(taken_ts) over (partition by sensor order by taken_ts) as previous_ts,
        lag(high) over (partition by sensor order by taken_ts) as previous_high
    from last_word
    where nth = 1
)
select sensor, taken_ts as valid_from, lead(taken_ts) over (partition by sensor order by taken_ts) as valid_to, high
from compared
where previous_ts is null or high is distinct from previous_high
