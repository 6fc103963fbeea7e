with stays as (
    select s.hospital_id,
        local_date(s.start_ts - interval '1 microsecond', h.time_zone) as before_day,
        local_date(least(coalesce(s.end_ts, :as_of + interval '1 microsecond'), :as_of + interval '1 microsecond') - interval '1 microsecond', h.time_zone) as last_midnight,
        local_date(:as_of, h.time_zone) as current_day
    from gold.fact_bed_stay s
    join gold.dim_hospital h on h.hospital_id = s.hospital_id
    where s.start_ts <= :as_of
),
-- The month around, whatever the zone: without it every stay meets every day of the calendar.
days as (
    select date
    from gold.dim_date
    where days_from(date, local_date(:as_of, 'UTC')) < 32 and days_from(date, local_date(:as_of, 'UTC')) > -3
)
select s.hospital_id, d.date, count(*) as patients
from stays s
join days d on d.date > s.before_day and d.date <= s.last_midnight and days_from(d.date, s.current_day) < 30
group by s.hospital_id, d.date
order by s.hospital_id, d.date
