with open_visits as (
    select hospital_id, department,
        case when admission_ts is null or admission_ts > :as_of then minutes_between(arrival_ts, :as_of) end as waited,
        case when bed_request_ts <= :as_of and (bed_assigned_ts is null or bed_assigned_ts > :as_of)
            then minutes_between(bed_request_ts, :as_of) end as boarded
    from gold.fact_patient_flow
    where department is not null and arrival_ts <= :as_of and (discharge_ts is null or discharge_ts > :as_of)
)
select hospital_id, department, count(waited) as waiting, max(waited) as longest_wait_minutes,
    count(boarded) as boarding, max(boarded) as longest_boarding_minutes
from open_visits
where waited is not null or boarded is not null
group by hospital_id, department
order by hospital_id, department
