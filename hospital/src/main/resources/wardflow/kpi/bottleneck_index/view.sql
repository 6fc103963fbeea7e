-- Who boards queues where a transfer is pending to; without one, where the visit is: where its bed is, also while it is on leave; without
-- one, where it came in, or in the ward that
-- admitted it to a bed that is not seen. Whose latest bed was left for another one that is not seen is in a ward outside the scope.
with boarding as (
    select coalesce(s.hospital_id, f.hospital_id) as hospital_id,
        coalesce(t.pending_department, s.department,
            case when f.admission_ts <= :as_of then f.department else f.arrival_department end) as department,
        s.encounter_id is null or s.end_ts is null or :as_of < s.end_ts
            or (s.exit = 'LEAVE' and (s.next_start_ts is null or :as_of < s.next_start_ts)) as is_here,
        row_number() over (partition by f.encounter_id order by s.stay_no desc) as latest
    from gold.fact_patient_flow f
    left join silver.visit v on v.encounter_id = f.encounter_id
    left join gold.fact_pending_move t on t.encounter_id = f.encounter_id and t.event_type = 'PENDING_TRANSFER'
        and t.pending_from_ts <= :as_of and (t.pending_until_ts is null or t.pending_until_ts > :as_of)
    left join gold.fact_bed_stay s on s.encounter_id = f.encounter_id and s.start_ts <= :as_of
    where f.arrival_ts <= :as_of and f.bed_request_ts <= :as_of and (f.bed_assigned_ts is null or f.bed_assigned_ts > :as_of)
        and (f.discharge_ts is null or f.discharge_ts > :as_of)
        and coalesce(minutes_between(v.last_event_ts, :as_of), 0) <= :silent_wait_hours * 60
),
waiting as (
    select hospital_id, department, count(*) as patients
    from boarding
    where latest = 1 and is_here and department is not null
    group by hospital_id, department
),
-- Beds that came free for others, as flow_between_departments tells moves: not by a change of bed within the department, and by a leave
-- only once who went is in another department or discharged.
vacated as (
    select s.hospital_id, s.department
    from gold.fact_bed_stay s
    left join gold.fact_bed_stay n on n.encounter_id = s.encounter_id and n.stay_no = s.stay_no + 1
    where s.exit in ('DISCHARGE', 'TRANSFER') and s.end_ts <= :as_of and s.end_ts > :as_of - interval '24 hours'
        and (n.encounter_id is null or n.hospital_id <> s.hospital_id or n.department <> s.department)
    union all
    select s.hospital_id, s.department
    from gold.fact_bed_stay s
    left join gold.fact_bed_stay n on n.encounter_id = s.encounter_id and n.stay_no = s.stay_no + 1
    where s.exit = 'LEAVE' and s.next_start_ts <= :as_of and s.next_start_ts > :as_of - interval '24 hours'
        and (n.encounter_id is null or n.hospital_id <> s.hospital_id or n.department <> s.department)
    union all
    select s.hospital_id, s.department
    from gold.fact_patient_flow f
    join gold.fact_bed_stay s on s.encounter_id = f.encounter_id
    where s.exit = 'LEAVE' and s.next_start_ts is null and f.discharge_ts <= :as_of and f.discharge_ts > :as_of - interval '24 hours'
),
freed as (
    select hospital_id, department, count(*) as beds from vacated group by hospital_id, department
),
departments as (
    select hospital_id, department from waiting
    union
    select hospital_id, department from freed
)
select d.hospital_id, d.department, coalesce(w.patients, 0) as waiting, coalesce(f.beds, 0) as freed_last_day,
    cast(quotient(coalesce(f.beds, 0) * 100, 24) * 0.01 as decimal(18, 2)) as freed_per_hour,
    cast(quotient(coalesce(w.patients, 0) * 240, coalesce(f.beds, 0)) * 0.1 as decimal(18, 1)) as hours_to_clear
from departments d
left join waiting w on w.hospital_id = d.hospital_id and w.department = d.department
left join freed f on f.hospital_id = d.hospital_id and f.department = d.department
order by d.hospital_id, d.department
