with discharged as (
    -- Twelve hours later it is still the same day, for who left before noon.
    select s.hospital_id, s.department,
        local_date(s.end_ts + interval '12 hours', h.time_zone) = local_date(s.end_ts, h.time_zone) as is_before_noon
    from gold.fact_bed_stay s
    join gold.dim_hospital h on h.hospital_id = s.hospital_id
    left join gold.fact_patient_flow f on f.encounter_id = s.encounter_id
    where s.exit = 'DISCHARGE' and s.end_ts <= :as_of and s.end_ts > :as_of - interval '720 hours'
        and coalesce(lower(f.disposition), '') <> 'deceased'
)
select hospital_id, department, count(*) as discharges, count(*) filter (where is_before_noon) as before_noon,
    cast(quotient(1000 * count(*) filter (where is_before_noon), count(*)) * 0.1 as decimal(18, 1)) as before_noon_percent
from discharged
group by hospital_id, department
order by hospital_id, department
