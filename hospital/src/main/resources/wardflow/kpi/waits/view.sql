-- A wait for admission is waited where the visit came in, a wait for a bed from the first bed on.
with ended as (
    select hospital_id, arrival_department as department, wait_minutes, cast(null as bigint) as boarding_minutes
    from gold.fact_patient_flow
    where wait_minutes is not null and admission_ts <= :as_of and admission_ts > :as_of - interval '720 hours'
    union all
    select hospital_id, department, cast(null as bigint), case when bed_assigned_ts <= :as_of then boarding_minutes end
    from gold.fact_patient_flow
    where admission_ts <= :as_of and admission_ts > :as_of - interval '720 hours'
)
select hospital_id, department, count(wait_minutes) as waited,
    quotient(cast(sum(wait_minutes) as bigint), count(wait_minutes)) as average_wait,
    percentile_disc(0.5) within group (order by wait_minutes) as median_wait,
    percentile_disc(0.9) within group (order by wait_minutes) as p90_wait,
    count(boarding_minutes) as boarded,
    quotient(cast(sum(boarding_minutes) as bigint), count(boarding_minutes)) as average_boarding,
    percentile_disc(0.5) within group (order by boarding_minutes) as median_boarding,
    percentile_disc(0.9) within group (order by boarding_minutes) as p90_boarding
from ended
group by hospital_id, department
order by hospital_id, department
