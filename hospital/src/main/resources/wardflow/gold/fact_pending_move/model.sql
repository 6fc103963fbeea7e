-- key:   encounter_id
-- input: silver.visit
-- input: silver.encounter_event
-- input: silver.cancelled_event
with announcing as (
    select distinct e.encounter_id, v.discharge_ts
    from silver.encounter_event e
    join silver.visit v on v.encounter_id = e.encounter_id
    where e.event_type in ('PENDING_DISCHARGE', 'PENDING_TRANSFER')
),
-- Announcements, and the events that say in which department the patient is.
steps as (
    select e.encounter_id, e.event_id, e.event_type, e.event_ts, e.recorded_ts, e.sequence, e.type_rank, e.payload_sha256,
        e.department, e.expected_ts, e.pending_department, a.discharge_ts,
        e.event_type in ('PENDING_DISCHARGE', 'PENDING_TRANSFER') as is_announcement,
        row_number() over (
            partition by e.encounter_id
            order by e.event_ts, e.recorded_ts, e.sequence, e.type_rank, e.event_id, e.payload_sha256) as nth
    from announcing a
    join silver.encounter_event e on e.encounter_id = a.encounter_id
    left join silver.cancelled_event c on c.encounter_id = e.encounter_id and c.event_id = e.event_id
    where c.event_id is null
        and (e.event_type in ('PENDING_DISCHARGE', 'PENDING_TRANSFER')
            or (e.department is not null
                and (e.event_type in ('REGISTER', 'ADMISSION', 'TRANSFER', 'RETURN')
                    or (e.event_type = 'CANCEL_DISCHARGE' and e.bed_id is not null))))
),
moves as (
    select encounter_id, nth, event_type, event_ts,
        department is distinct from lag(department) over (partition by encounter_id order by nth) as is_elsewhere
    from steps
    where not is_announcement
),
-- A transfer is pending no more once the patient left the department, for the announced one or another.
moved_on as (
    select s.encounter_id, s.nth, min(m.event_ts) as moved_ts
    from steps s
    join moves m on m.encounter_id = s.encounter_id and m.nth > s.nth
    where s.event_type = 'PENDING_TRANSFER' and m.is_elsewhere and m.event_type <> 'REGISTER'
    group by s.encounter_id, s.nth
),
-- Of announcements of a kind the last recorded counts, from its own time on: so each stands until the earliest that was recorded after it.
announced as (
    select encounter_id, event_id, event_type, event_ts, expected_ts, pending_department, discharge_ts, nth,
        min(event_ts) over (
            partition by encounter_id, event_type
            order by recorded_ts, sequence, event_ts, type_rank, event_id, payload_sha256
            rows between 1 following and unbounded following) as replaced_ts
    from steps
    where is_announcement
),
stood as (
    select a.encounter_id, a.event_id, a.event_type, a.event_ts as pending_from_ts, a.expected_ts, a.pending_department,
        least(a.replaced_ts, m.moved_ts, a.discharge_ts) as pending_until_ts
    from announced a
    left join moved_on m on m.encounter_id = a.encounter_id and m.nth = a.nth
)
select sha2(event_id, 256) as pending_move_key, sha2(encounter_id, 256) as visit_key, encounter_id, event_type,
    pending_from_ts, pending_until_ts, expected_ts, pending_department
from stood
where pending_until_ts is null or pending_until_ts > pending_from_ts
