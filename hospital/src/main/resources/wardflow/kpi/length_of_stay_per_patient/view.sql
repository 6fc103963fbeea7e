with patients as (
    select hospital_id, department, patient_id, count(*) as visits, cast(sum(length_of_stay_minutes) as bigint) as minutes
    from gold.fact_patient_flow
    where length_of_stay_minutes is not null and discharge_ts <= :as_of and discharge_ts > :as_of - interval '720 hours'
    group by hospital_id, department, patient_id
)
select hospital_id, department, count(*) as patients, cast(sum(visits) as bigint) as visits,
    cast(quotient(cast(sum(minutes) as bigint), 6 * count(*)) * 0.1 as decimal(18, 1)) as average_hours,
    cast(quotient(percentile_disc(0.5) within group (order by minutes), 6) * 0.1 as decimal(18, 1)) as median_hours,
    cast(quotient(percentile_disc(0.9) within group (order by minutes), 6) * 0.1 as decimal(18, 1)) as p90_hours
from patients
group by hospital_id, department
order by hospital_id, department
