-- key:   sensor, reading_id
-- input: silver.resolved
-- input: gold.sensor by sensor
select r.sensor, r.reading_id, r.amount, s.valid_from as sensor_since, cast(r.amount as decimal(18, 6)) / 4 as ratio,
    cast(r.taken_ts as date) as day
from silver.resolved r
left join gold.sensor s on s.sensor = r.sensor and s.valid_from <= r.taken_ts and (s.valid_to is null or r.taken_ts < s.valid_to)
