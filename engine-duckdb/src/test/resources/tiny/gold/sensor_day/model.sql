-- key:   sensor, day
-- input: gold.reading_fact
-- input: bronze.clock whole
-- keys from bronze.clock: select f.sensor, f.day from gold.reading_fact f
--     where f.day >= (select cast(min(c.tick_ts) as date) from changes c)
select f.sensor, f.day, count(*) as readings
from gold.reading_fact f
where f.day <= (select cast(max(c.tick_ts) as date) from bronze.clock c)
group by f.sensor, f.day
