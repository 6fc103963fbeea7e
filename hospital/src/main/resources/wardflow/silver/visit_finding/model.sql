-- key:    encounter_id
-- input:  silver.encounter_event
-- input:  silver.cancelled_event
-- input:  silver.visit
-- input:  silver.last_day whole
-- keys from silver.last_day: select encounter_id from silver.visit where discharge_ts is null and last_event_ts < day_start((select max(last_day) from changes)) - interval 7 days and (last_event_ts >= day_start((select min(last_day) from changes)) - interval 7 days or (select count(*) from changes) <> 2 or (select count(*) from silver.last_day) <> 1)
-- Anything but one old day and one new (rows made anew, none, several) has all of them looked at.
with unopened as (
    select distinct encounter_id
    from silver.encounter_event
    where encounter_id is not null and event_type not in ('ADMISSION', 'REGISTER')
),
opened as (
    select distinct e.encounter_id
    from unopened u
    join silver.encounter_event e on e.encounter_id = u.encounter_id
    where e.event_type in ('ADMISSION', 'REGISTER')
),
shared as (
    select encounter_id
    from silver.encounter_event
    where encounter_id is not null
    group by encounter_id
    having min(patient_id) <> max(patient_id) or min(hospital_id) <> max(hospital_id)
),
-- All events, cancelled ones too: an unnamed cancel of the one patient may cancel the other's admission.
compared as (
    select e.encounter_id, e.hospital_id, e.recorded_ts, row_number() over in_order as nth,
        e.patient_id <> first_value(e.patient_id) over in_order
            or e.hospital_id <> first_value(e.hospital_id) over in_order as is_other
    from shared s
    join silver.encounter_event e on e.encounter_id = s.encounter_id
    window in_order as (
        partition by e.encounter_id
        order by e.event_ts, e.recorded_ts, e.sequence, e.type_rank, e.event_id, e.payload_sha256)
),
others as (
    select encounter_id, hospital_id, recorded_ts,
        row_number() over (partition by encounter_id order by nth) as other_no
    from compared
    where is_other
),
-- A visit of which nothing but its admission moves somebody has no move that could lie outside.
movable as (
    select encounter_id, admission_ts, discharge_ts, has_valid_interval or admission_ts is null as is_bounded
    from silver.visit
    where place_events > 1 or (admission_ts is null and place_events > 0)
),
moves as (
    select e.encounter_id, e.event_id, e.event_ts, e.hospital_id, e.recorded_ts,
        e.event_type in ('TRANSFER', 'CANCEL_DISCHARGE') and m.discharge_ts is not null and e.event_ts > m.discharge_ts
            as is_late_transfer,
        m.is_bounded and (m.admission_ts is null or e.event_ts < m.admission_ts
            or (m.discharge_ts is not null and e.event_ts > m.discharge_ts)) as is_outside
    from movable m
    join silver.encounter_event e on e.encounter_id = m.encounter_id
    left join silver.cancelled_event c on c.encounter_id = e.encounter_id and c.event_id = e.event_id
    where c.event_id is null
        and (e.event_type in ('ADMISSION', 'TRANSFER', 'RETURN', 'LEAVE')
            or (e.event_type = 'CANCEL_DISCHARGE' and e.department is not null and e.bed_id is not null))
),
found as (
    select e.encounter_id, e.event_id as subject, e.payload_sha256, 'never_opened' as rule_id, 'quarantine' as action,
        e.hospital_id, e.recorded_ts
    from unopened u
    join silver.encounter_event e on e.encounter_id = u.encounter_id
    left join opened o on o.encounter_id = u.encounter_id
    where o.encounter_id is null
    union all
    select encounter_id, encounter_id, cast(null as string), 'encounter_id_conflict', 'flag', hospital_id, recorded_ts
    from others
    where other_no = 1
    union all
    select encounter_id, encounter_id, cast(null as string), 'discharge_before_admission', 'flag',
        discharge_hospital_id, discharge_recorded_ts
    from silver.visit
    where discharge_ts_sent < admission_ts_sent or (is_admission_repaired and discharge_ts <= admission_ts)
    union all
    select encounter_id, event_id, cast(null as string),
        case when is_late_transfer then 'transfer_after_discharge' else 'move_outside_visit' end, 'flag', hospital_id, recorded_ts
    from moves
    where is_late_transfer or is_outside
    union all
    select v.encounter_id, v.encounter_id, cast(null as string), 'silent_visit', 'flag', v.hospital_id, v.opening_recorded_ts
    from silver.visit v
    cross join silver.last_day l
    where v.admission_ts is not null and v.discharge_ts is null
        and v.last_event_ts < day_start(l.last_day) - interval 7 days
)
select encounter_id, rule_id, subject, payload_sha256, action, 'patient-flow' as source, hospital_id,
    cast(recorded_ts as date) as recorded_day
from found
