with stays as (
    select f.hospital_id, f.department,
        greatest(days_from(f.admission_date, local_date(f.discharge_ts, h.time_zone)), :same_day_days) as days
    from gold.fact_patient_flow f
    join gold.dim_hospital h on h.hospital_id = f.hospital_id
    where f.has_valid_interval and f.discharge_ts <= :as_of and f.discharge_ts > :as_of - interval '720 hours'
)
select hospital_id, department, count(*) as visits,
    cast(quotient(cast(sum(days) as bigint) * 10, count(*)) * 0.1 as decimal(18, 1)) as average_days,
    percentile_disc(0.5) within group (order by days) as median_days,
    percentile_disc(0.9) within group (order by days) as p90_days
from stays
group by hospital_id, department
order by hospital_id, department
