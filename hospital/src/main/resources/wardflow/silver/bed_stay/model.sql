-- key:   encounter_id
-- input: silver.visit
-- input: silver.encounter_event
-- input: silver.cancelled_event
with moved as (
    select encounter_id, patient_id, admission_ts, discharge_ts, place_events
    from silver.visit
    where has_valid_interval and place_events > 1
),
events as (
    select e.encounter_id, e.event_type, e.event_ts, e.recorded_ts, e.sequence, e.type_rank, e.event_id, e.payload_sha256,
        e.hospital_id, e.department, e.bed_id,
        e.event_type in ('LEAVE', 'DISCHARGE') as is_leave,
        case
            when e.event_type in ('LEAVE', 'DISCHARGE') then 0
            when e.event_type = 'RETURN' and (e.department is null or e.bed_id is null) then 0
            else 1
        end as places
    from moved m
    join silver.encounter_event e on e.encounter_id = m.encounter_id
    left join silver.cancelled_event c on c.encounter_id = e.encounter_id and c.event_id = e.event_id
    where (c.is_leave
            or (c.event_id is null
                and (e.event_type in ('ADMISSION', 'TRANSFER', 'RETURN', 'LEAVE')
                    or (e.event_type = 'CANCEL_DISCHARGE' and e.department is not null and e.bed_id is not null))))
        and e.event_ts >= m.admission_ts
        and (m.discharge_ts is null or e.event_ts <= m.discharge_ts)
),
-- Places are numbered; an event without one of its own, such as a return without a bed, is at the last one before it.
steps as (
    select encounter_id, event_type, event_ts, recorded_ts, hospital_id, department, bed_id, is_leave, places,
        sum(places) over (
            partition by encounter_id order by event_ts, recorded_ts, sequence, type_rank, event_id, payload_sha256
            rows between unbounded preceding and current row) as place_no,
        lead(event_ts) over (
            partition by encounter_id order by event_ts, recorded_ts, sequence, type_rank, event_id, payload_sha256)
            as following_ts
    from events
),
placed as (
    select s.encounter_id, s.event_type, s.event_ts, s.recorded_ts,
        p.hospital_id, p.department, p.bed_id,
        lag(p.hospital_id) over by_time as previous_hospital_id,
        lag(p.department) over by_time as previous_department,
        lag(p.bed_id) over by_time as previous_bed_id
    from steps s
    left join steps p on p.encounter_id = s.encounter_id and p.places = 1
        and p.place_no = case when s.is_leave then null else s.place_no end
    -- Of events at one instant the last counts.
    where s.following_ts is distinct from s.event_ts
    window by_time as (partition by s.encounter_id order by s.event_ts)
),
changes as (
    select p.encounter_id, p.event_type, p.event_ts, p.recorded_ts, p.hospital_id, p.department, p.bed_id,
        m.patient_id, m.admission_ts, m.discharge_ts, m.place_events,
        lead(p.event_ts) over by_time as next_ts,
        lead(p.bed_id is null) over by_time as is_next_away,
        count(p.bed_id) over (
            partition by p.encounter_id order by p.event_ts rows between unbounded preceding and current row) as stay_no
    from placed p
    join moved m on m.encounter_id = p.encounter_id
    where (p.hospital_id is distinct from p.previous_hospital_id
            or p.department is distinct from p.previous_department
            or p.bed_id is distinct from p.previous_bed_id)
        -- A stay from and to the same instant is none, and ends no other.
        and (p.bed_id is null or p.event_ts is distinct from m.discharge_ts)
    window by_time as (partition by p.encounter_id order by p.event_ts)
),
stays as (
    select encounter_id, cast(stay_no as int) as stay_no,
        patient_id, hospital_id, department, bed_id, event_ts as start_ts,
        coalesce(next_ts, discharge_ts) as end_ts,
        case when event_ts = admission_ts then 'ADMISSION' when event_type = 'RETURN' then 'RETURN' else 'TRANSFER' end
            as entry,
        case when is_next_away then 'LEAVE' when next_ts is not null then 'TRANSFER'
            when discharge_ts is not null then 'DISCHARGE' end as exit,
        recorded_ts, admission_ts, place_events
    from changes
    where bed_id is not null
)
select encounter_id, 1 as stay_no, patient_id, hospital_id, department, bed_id,
    admission_ts as start_ts, discharge_ts as end_ts, 'ADMISSION' as entry,
    case when discharge_ts is not null then 'DISCHARGE' end as exit,
    opening_recorded_ts as recorded_ts, admission_ts, place_events
from silver.visit
where has_valid_interval and place_events = 1 and discharge_ts is distinct from admission_ts
union all
select encounter_id, stay_no, patient_id, hospital_id, department, bed_id, start_ts, end_ts, entry, exit,
    recorded_ts, admission_ts, place_events
from stays
