-- key:   reading_id
-- input: silver.reading
-- input: silver.alias whole
-- keys from silver.alias via silver.reading on sensor = retired
select r.reading_id, coalesce(a.surviving, r.sensor) as sensor, r.amount, r.taken_ts
from silver.reading r
left join silver.alias a on a.retired = r.sensor
where r.quarantine_rule is null
