select hospital_id, department, count(wait_minutes) as waited,
    quotient(cast(sum(wait_minutes) as bigint), count(wait_minutes)) as average_wait,
    percentile_disc(0.5) within group (order by wait_minutes) as median_wait,
    percentile_disc(0.9) within group (order by wait_minutes) as p90_wait,
    count(boarding_minutes) as boarded,
    quotient(cast(sum(boarding_minutes) as bigint), count(boarding_minutes)) as average_boarding,
    percentile_disc(0.5) within group (order by boarding_minutes) as median_boarding,
    percentile_disc(0.9) within group (order by boarding_minutes) as p90_boarding
from gold.fact_patient_flow
where admission_ts <= :as_of and admission_ts > :as_of - interval '720 hours'
group by hospital_id, department
order by hospital_id, department
