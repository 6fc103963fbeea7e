with open_visits as (
    select f.hospital_id, f.department, case
            when f.pending_from_ts <= :as_of and (f.pending_until_ts is null or f.pending_until_ts > :as_of)
                then coalesce(f.pending_department, f.department)
            else f.department
        end as boards_for, f.bed_request_ts, f.encounter_id,
        case when f.admission_ts is null or f.admission_ts > :as_of then minutes_between(f.arrival_ts, :as_of) end as waited,
        case when f.bed_request_ts <= :as_of and (f.bed_assigned_ts is null or f.bed_assigned_ts > :as_of)
            then minutes_between(f.bed_request_ts, :as_of) end as boarded
    from gold.fact_patient_flow f
    left join silver.visit v on v.encounter_id = f.encounter_id
    where f.department is not null and f.arrival_ts <= :as_of and (f.discharge_ts is null or f.discharge_ts > :as_of)
        and coalesce(minutes_between(v.last_event_ts, :as_of), 0) <= :silent_wait_hours * 60
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
