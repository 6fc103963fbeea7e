with stays as (
    select s.hospital_id,
        local_date(s.start_ts - interval '1 microsecond', h.time_zone) as before_day,
        local_date(least(coalesce(s.end_ts, :as_of + interval '1 microsecond'), :as_of + interval '1 microsecond') - interval '1 microsecond', h.time_zone) as last_midnight,
        local_date(:as_of, h.time_zone) as current_day
    from gold.fact_bed_stay s
    join gold.dim_hospital h on h.hospital_id = s.hospital_id
    where s.start_ts <= :as_of
),
-- A hospital that has had a patient has a row for each midnight since, also where nobody is there; of another one nothing is known.
hospitals as (
    select hospital_id, min(before_day) as before_day, max(current_day) as current_day from stays group by hospital_id
),
-- The month around, whatever the zone: without it every stay meets every day of the calendar.
days as (
    select date
    from gold.dim_date
    where days_from(date, local_date(:as_of, 'UTC')) < 32 and days_from(date, local_date(:as_of, 'UTC')) > -3
)
select h.hospital_id, d.date, count(s.hospital_id) as patients
from hospitals h
join days d on d.date > h.before_day and d.date <= h.current_day and days_from(d.date, h.current_day) < 30
left join stays s on s.hospital_id = h.hospital_id and s.before_day < d.date and s.last_midnight >= d.date
group by h.hospital_id, d.date
order by h.hospital_id, d.date
