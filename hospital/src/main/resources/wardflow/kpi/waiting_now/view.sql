with open_visits as (
    select f.hospital_id, f.bed_request_ts, f.encounter_id,
        case when f.admission_ts <= :as_of then f.department else f.arrival_department end as came_to,
        t.pending_department as boards_for,
        case when f.admission_ts is null or f.admission_ts > :as_of then minutes_between(f.arrival_ts, :as_of) end as waited,
        case when f.bed_request_ts <= :as_of and (f.bed_assigned_ts is null or f.bed_assigned_ts > :as_of)
            then minutes_between(f.bed_request_ts, :as_of) end as boarded
    from gold.fact_patient_flow f
    left join silver.visit v on v.encounter_id = f.encounter_id
    left join gold.fact_pending_move t on t.encounter_id = f.encounter_id and t.event_type = 'PENDING_TRANSFER'
        and t.pending_from_ts <= :as_of and (t.pending_until_ts is null or t.pending_until_ts > :as_of)
    where f.arrival_ts <= :as_of and (f.discharge_ts is null or f.discharge_ts > :as_of)
        and coalesce(minutes_between(v.last_event_ts, :as_of), 0) <= :silent_wait_hours * 60
),
-- A visit is where its bed is, also while it is on leave; without one, where it came in, or in
-- the ward that admitted it to a bed that is not seen. Whose latest bed was left for another one
-- that is not seen is in a ward outside the scope.
placed as (
    select coalesce(s.hospital_id, o.hospital_id) as hospital_id, coalesce(s.department, o.came_to) as department,
        coalesce(o.boards_for, s.department, o.came_to) as boards_for, o.bed_request_ts, o.encounter_id, o.waited, o.boarded,
        s.encounter_id is null or s.end_ts is null or :as_of < s.end_ts
            or (s.exit = 'LEAVE' and (s.next_start_ts is null or :as_of < s.next_start_ts)) as is_here,
        row_number() over (partition by o.encounter_id order by s.stay_no desc) as latest
    from open_visits o
    left join gold.fact_bed_stay s on s.encounter_id = o.encounter_id and s.start_ts <= :as_of
    where o.waited is not null or o.boarded is not null
),
ranked as (
    select *,
        row_number() over (
            partition by hospital_id, department
            order by case when boarded is null then 1 else 0 end, bed_request_ts, encounter_id) as nth
    from placed
    where latest = 1 and is_here and department is not null
)
select hospital_id, department, count(waited) as waiting, max(waited) as longest_wait_minutes,
    count(boarded) as boarding, max(boarded) as longest_boarding_minutes,
    max(case when nth = 1 and boarded is not null then boards_for end) as longest_boarding_for
from ranked
group by hospital_id, department
order by hospital_id, department
