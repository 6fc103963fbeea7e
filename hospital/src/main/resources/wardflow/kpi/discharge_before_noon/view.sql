with departed as (
    select encounter_id, hospital_id, department, end_ts as left_ts
    from gold.fact_bed_stay
    where exit = 'DISCHARGE'
    union all
    select s.encounter_id, s.hospital_id, s.department, f.discharge_ts
    from gold.fact_patient_flow f
    join gold.fact_bed_stay s on s.encounter_id = f.encounter_id
    where s.exit = 'LEAVE' and s.next_start_ts is null
),
discharged as (
    select d.hospital_id, d.department, local_hour(d.left_ts, h.time_zone) < 12 as is_before_noon
    from departed d
    join gold.dim_hospital h on h.hospital_id = d.hospital_id
    left join gold.fact_patient_flow f on f.encounter_id = d.encounter_id
    where d.left_ts <= :as_of and d.left_ts > :as_of - interval '720 hours'
        and coalesce(lower(f.disposition), '') <> 'deceased'
)
select hospital_id, department, count(*) as discharges, count(*) filter (where is_before_noon) as before_noon,
    cast(quotient(1000 * count(*) filter (where is_before_noon), count(*)) * 0.1 as decimal(18, 1)) as before_noon_percent
from discharged
group by hospital_id, department
order by hospital_id, department
