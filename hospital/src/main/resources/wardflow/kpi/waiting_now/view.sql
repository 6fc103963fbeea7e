with open_visits as (
    select hospital_id, department, coalesce(pending_department, department) as boards_for, bed_request_ts, encounter_id,
        case when admission_ts is null or admission_ts > :as_of then minutes_between(arrival_ts, :as_of) end as waited,
        case when bed_request_ts <= :as_of and (bed_assigned_ts is null or bed_assigned_ts > :as_of)
            then minutes_between(bed_request_ts, :as_of) end as boarded
    from gold.fact_patient_flow
    where department is not null and arrival_ts <= :as_of and (discharge_ts is null or discharge_ts > :as_of)
),
ranked as (
    select *,
        row_number() over (
            partition by hospital_id, department
            order by case when boarded is null then 1 else 0 end, bed_request_ts, encounter_id) as nth
    from open_visits
)
select hospital_id, department, count(waited) as waiting, max(waited) as longest_wait_minutes,
    count(boarded) as boarding, max(boarded) as longest_boarding_minutes,
    max(case when nth = 1 and boarded is not null then boards_for end) as longest_boarding_for
from ranked
where waited is not null or boarded is not null
group by hospital_id, department
order by hospital_id, department
