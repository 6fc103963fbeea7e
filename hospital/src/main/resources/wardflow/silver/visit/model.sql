-- key:   encounter_id
-- input: silver.encounter_event
-- input: silver.cancelled_event
with several as (
    select encounter_id
    from silver.encounter_event
    where encounter_id is not null
    group by encounter_id
    having count(*) > 1
),
-- An encounter of one event needs no order and has nothing cancelled.
single as (
    select e.encounter_id, e.patient_id, e.hospital_id, e.department, e.bed_id, e.event_ts, e.event_ts_sent,
        e.recorded_ts, e.discharge_ts, e.event_type = 'ADMISSION' as is_admission,
        e.event_ts_sent is distinct from e.event_ts as is_repaired
    from silver.encounter_event e
    left join several s on s.encounter_id = e.encounter_id
    where s.encounter_id is null and e.encounter_id is not null and e.event_type in ('ADMISSION', 'REGISTER')
),
events as (
    select e.encounter_id, e.event_id, e.event_type, e.type_rank, e.event_ts, e.event_ts_sent, e.recorded_ts, e.sequence,
        e.payload_sha256, e.patient_id, e.hospital_id, e.department, e.bed_id, e.disposition, e.expected_ts,
        e.pending_department
    from silver.encounter_event e
    join several s on s.encounter_id = e.encounter_id
    union all
    -- The second half of an eight-field event.
    select e.encounter_id, concat(e.event_id, '-discharge') as event_id, 'DISCHARGE' as event_type, 10 as type_rank,
        e.discharge_ts as event_ts, e.discharge_ts as event_ts_sent, e.recorded_ts, e.sequence,
        e.payload_sha256, e.patient_id, e.hospital_id, cast(null as string) as department, cast(null as string) as bed_id,
        cast(null as string) as disposition, cast(null as timestamp) as expected_ts,
        cast(null as string) as pending_department
    from silver.encounter_event e
    join several s on s.encounter_id = e.encounter_id
    where e.discharge_ts is not null
),
-- The step that an event is: none for a cancel and what is cancelled; a cancelled discharge that gives a bed is a transfer, and a
-- discharge after which a merged encounter went on a leave.
steps as (
    select e.encounter_id, e.event_id, e.type_rank, e.event_ts, e.event_ts_sent, e.recorded_ts, e.sequence,
        e.payload_sha256, e.patient_id, e.hospital_id, e.department, e.bed_id, e.disposition, e.expected_ts,
        e.pending_department,
        case
            when c.is_leave then 'LEAVE'
            when c.event_id is not null then null
            when e.event_type not like 'CANCEL%' then e.event_type
            when e.event_type = 'CANCEL_DISCHARGE' and e.department is not null and e.bed_id is not null then 'TRANSFER'
        end as step
    from events e
    left join silver.cancelled_event c on c.encounter_id = e.encounter_id and c.event_id = e.event_id
),
-- One order for all: admissions before registrations before the rest, these two in total order, the rest in recorded order.
ranked as (
    select encounter_id, event_ts, event_ts_sent, recorded_ts, patient_id, hospital_id, department, bed_id, disposition,
        expected_ts, pending_department, step,
        row_number() over by_step = 1 and step in ('ADMISSION', 'REGISTER') as is_opening,
        case when lag(step) over by_step is distinct from step then step end as first_step,
        case when lead(step) over by_step is distinct from step then step end as last_step,
        row_number() over (
            partition by encounter_id order by event_ts, recorded_ts, sequence, type_rank, event_id, payload_sha256) as nth
    from steps
    window by_step as (
        partition by encounter_id
        order by case step when 'ADMISSION' then 1 when 'REGISTER' then 2 else 3 end, step,
            case when step in ('ADMISSION', 'REGISTER') then event_ts end,
            recorded_ts, sequence, event_ts, type_rank, event_id, payload_sha256)
),
folded as (
    select encounter_id,
        max(case when is_opening then patient_id end) as patient_id,
        max(case when is_opening then hospital_id end) as hospital_id,
        max(case when is_opening then department end) as department,
        max(case when is_opening then bed_id end) as bed_id,
        max(case when first_step = 'REGISTER' then department end) as register_department,
        max(case when first_step = 'REGISTER' then hospital_id end) as register_hospital_id,
        max(case when is_opening then event_ts end) as opening_ts,
        max(case when is_opening then recorded_ts end) as opening_recorded_ts,
        max(case when first_step = 'ADMISSION' then event_ts end) as admission_ts,
        max(case when first_step = 'ADMISSION' then event_ts_sent end) as admission_ts_sent,
        max(case when first_step = 'REGISTER' then event_ts end) as register_ts,
        min(case when step = 'DECISION_TO_ADMIT' then event_ts end) as bed_request_ts,
        max(case when last_step = 'DISCHARGE' then event_ts end) as discharge_ts,
        max(case when last_step = 'DISCHARGE' then coalesce(event_ts_sent, event_ts) end) as discharge_ts_sent,
        max(case when last_step = 'DISCHARGE' then recorded_ts end) as discharge_recorded_ts,
        max(case when last_step = 'DISCHARGE' then hospital_id end) as discharge_hospital_id,
        max(case when last_step = 'DISCHARGE' then disposition end) as disposition,
        max(case when last_step = 'PENDING_DISCHARGE' then expected_ts end) as expected_discharge_ts,
        max(case when last_step = 'PENDING_DISCHARGE' then event_ts end) as expected_from_ts,
        max(case when last_step = 'PENDING_TRANSFER' then pending_department end) as pending_department,
        max(case when last_step = 'PENDING_TRANSFER' then event_ts end) as pending_from_ts,
        max(case when last_step = 'PENDING_TRANSFER' then nth end) as pending_nth,
        count(case when step in ('ADMISSION', 'TRANSFER', 'RETURN', 'LEAVE') then 1 end) as place_events,
        max(event_ts) as last_event_ts
    from ranked
    group by encounter_id
),
-- A move before the admission is outside of the visit: it gives no bed, and the admission's is the first.
bedded as (
    select r.encounter_id, r.step, r.event_ts, r.department, r.bed_id,
        lag(r.department) over by_bed as department_before,
        lag(r.bed_id) over by_bed as bed_before,
        -- Before the first bed there are but announcements.
        lag(r.pending_department) over by_nth as announced_department
    from ranked r
    join folded f on f.encounter_id = r.encounter_id
    where (r.step in ('ADMISSION', 'TRANSFER', 'RETURN') and r.department is not null and r.bed_id is not null
            and (f.admission_ts is null or r.event_ts >= f.admission_ts))
        or (r.step = 'PENDING_TRANSFER' and r.pending_department is not null)
    window by_bed as (partition by r.encounter_id, r.step = 'PENDING_TRANSFER' order by r.nth),
        by_nth as (partition by r.encounter_id order by r.nth)
),
-- Another bed of the ward where somebody waits for one elsewhere is not the bed that was asked for, nor is the first one there.
assigned as (
    select f.encounter_id, min(b.event_ts) as bed_assigned_ts
    from folded f
    join bedded b on b.encounter_id = f.encounter_id
    where b.event_ts >= f.bed_request_ts
        and (b.step = 'ADMISSION'
            or (b.step = 'TRANSFER' and (f.discharge_ts is null or b.event_ts <= f.discharge_ts)))
        and ((b.department_before is null
                and (coalesce(b.announced_department, b.department) = b.department
                    or f.register_department is distinct from b.department))
            or b.department <> b.department_before
            or (b.bed_id <> b.bed_before and coalesce(f.pending_department, b.department) = b.department))
    group by f.encounter_id
),
placed as (
    select encounter_id, nth, step, event_ts, department is distinct from lag(department) over by_nth as is_elsewhere
    from ranked
    where step in ('REGISTER', 'ADMISSION', 'TRANSFER', 'RETURN') and department is not null
    window by_nth as (partition by encounter_id order by nth)
),
-- A transfer is pending no more once the patient left the department, for the announced one or another.
moved_on as (
    select f.encounter_id, min(p.event_ts) as pending_until_ts
    from folded f
    join placed p on p.encounter_id = f.encounter_id
    where p.nth > f.pending_nth and p.is_elsewhere and p.step <> 'REGISTER'
    group by f.encounter_id
),
visits as (
    select encounter_id, patient_id, hospital_id, department, bed_id, department as arrival_department,
        event_ts as opening_ts, recorded_ts as opening_recorded_ts, event_ts as arrival_ts,
        cast(null as timestamp) as bed_request_ts,
        case when is_admission then event_ts end as bed_assigned_ts,
        case when is_admission then event_ts end as admission_ts,
        case when is_admission then coalesce(event_ts_sent, event_ts) end as admission_ts_sent,
        is_admission and is_repaired as is_admission_repaired,
        discharge_ts, discharge_ts as discharge_ts_sent,
        case when discharge_ts is not null then recorded_ts end as discharge_recorded_ts,
        case when discharge_ts is not null then hospital_id end as discharge_hospital_id,
        cast(null as string) as disposition,
        cast(null as timestamp) as expected_discharge_ts,
        cast(null as timestamp) as expected_from_ts,
        cast(null as string) as pending_department,
        cast(null as timestamp) as pending_from_ts,
        cast(null as timestamp) as pending_until_ts,
        cast(case when is_admission then 1 else 0 end as bigint) as place_events,
        greatest(event_ts, coalesce(discharge_ts, event_ts)) as last_event_ts
    from single
    union all
    select f.encounter_id, f.patient_id, f.hospital_id, f.department, f.bed_id, 
        case when f.register_department is not null and f.register_hospital_id = f.hospital_id then f.register_department else f.department end,
        f.opening_ts, f.opening_recorded_ts, coalesce(f.register_ts, f.admission_ts),
        f.bed_request_ts,
        case when f.bed_request_ts is null then f.admission_ts else a.bed_assigned_ts end,
        f.admission_ts,
        coalesce(f.admission_ts_sent, f.admission_ts),
        f.admission_ts is not null and f.admission_ts_sent is distinct from f.admission_ts,
        f.discharge_ts, f.discharge_ts_sent, f.discharge_recorded_ts, f.discharge_hospital_id,
        f.disposition, f.expected_discharge_ts, f.expected_from_ts,
        f.pending_department, f.pending_from_ts, m.pending_until_ts,
        f.place_events, f.last_event_ts
    from folded f
    left join assigned a on a.encounter_id = f.encounter_id
    left join moved_on m on m.encounter_id = f.encounter_id
    where f.opening_ts is not null
)
select encounter_id, patient_id, hospital_id, department, bed_id, opening_ts, opening_recorded_ts, arrival_department, arrival_ts,
    bed_request_ts, bed_assigned_ts, admission_ts, admission_ts_sent, is_admission_repaired,
    discharge_ts, discharge_ts_sent, discharge_recorded_ts, discharge_hospital_id,
    disposition, expected_discharge_ts, expected_from_ts, pending_department, pending_from_ts, pending_until_ts,
    admission_ts is not null
        and (discharge_ts is null or discharge_ts > admission_ts
            or (discharge_ts = admission_ts and not is_admission_repaired)) as has_valid_interval,
    place_events, last_event_ts
from visits
