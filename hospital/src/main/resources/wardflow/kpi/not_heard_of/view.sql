-- A visit is where its bed is, also while it is on leave; without one, where it came in, or in
-- the ward that admitted it to a bed that is not seen. Whose latest bed was left for another one
-- that is not seen is in a ward outside the scope.
with open_visits as (
    select f.encounter_id, coalesce(s.hospital_id, f.hospital_id) as hospital_id,
        coalesce(s.department, case when f.admission_ts <= :as_of then f.department else f.arrival_department end) as department,
        v.last_event_ts, minutes_between(v.last_event_ts, :as_of) as silent,
        s.encounter_id is null or s.end_ts is null or :as_of < s.end_ts
            or (s.exit = 'LEAVE' and (s.next_start_ts is null or :as_of < s.next_start_ts)) as is_here,
        row_number() over (partition by f.encounter_id order by s.stay_no desc) as latest
    from gold.fact_patient_flow f
    join silver.visit v on v.encounter_id = f.encounter_id
    left join gold.fact_bed_stay s on s.encounter_id = f.encounter_id and s.start_ts <= :as_of
    where f.arrival_ts <= :as_of and (f.discharge_ts is null or f.discharge_ts > :as_of)
        and (f.admission_ts is null or f.admission_ts > :as_of
            or (f.bed_request_ts <= :as_of and (f.bed_assigned_ts is null or f.bed_assigned_ts > :as_of)))
),
silent as (
    select hospital_id, department, encounter_id, 1 as waits, 0 as lies, last_event_ts, silent
    from open_visits
    where latest = 1 and is_here and department is not null and silent > :silent_wait_hours * 60
    union all
    select s.hospital_id, s.department, s.encounter_id, 0, 1, v.last_event_ts, minutes_between(v.last_event_ts, :as_of)
    from gold.fact_bed_stay s
    join silver.visit v on v.encounter_id = s.encounter_id
    where s.start_ts <= :as_of and (s.end_ts is null or s.end_ts > :as_of)
        and minutes_between(v.last_event_ts, :as_of) > :silent_bed_hours * 60
)
select hospital_id, department, count(distinct encounter_id) as patients, cast(sum(waits) as bigint) as waiting,
    cast(sum(lies) as bigint) as in_beds, min(last_event_ts) as since, max(silent) as longest_minutes
from silent
group by hospital_id, department
order by hospital_id, department
