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
lasts as (
    select encounter_id, max(event_ts) as last_event_ts
    from events
    group by encounter_id
),
-- What stands: no cancel, nothing cancelled; a cancelled discharge that gives a bed is a transfer.
steps as (
    select e.encounter_id, e.event_id, e.type_rank, e.event_ts, e.event_ts_sent, e.recorded_ts, e.sequence,
        e.payload_sha256, e.patient_id, e.hospital_id, e.department, e.bed_id, e.disposition, e.expected_ts,
        e.pending_department,
        case when e.event_type = 'CANCEL_DISCHARGE' then 'TRANSFER' else e.event_type end as step
    from events e
    left join silver.cancelled_event c on c.encounter_id = e.encounter_id and c.event_id = e.event_id
    where c.event_id is null
        and (e.event_type not like 'CANCEL%'
            or (e.event_type = 'CANCEL_DISCHARGE' and e.department is not null and e.bed_id is not null))
),
ranked as (
    select s.*,
        row_number() over (
            partition by encounter_id, step
            order by event_ts, recorded_ts, sequence, type_rank, event_id, payload_sha256) as nth,
        row_number() over (
            partition by encounter_id, step
            order by recorded_ts desc, sequence desc, type_rank desc, event_id desc, payload_sha256 desc) as nth_from_last
    from steps s
),
folded as (
    select encounter_id,
        max(patient_id) filter (where step = 'ADMISSION' and nth = 1) as admission_patient_id,
        max(hospital_id) filter (where step = 'ADMISSION' and nth = 1) as admission_hospital_id,
        max(department) filter (where step = 'ADMISSION' and nth = 1) as admission_department,
        max(bed_id) filter (where step = 'ADMISSION' and nth = 1) as admission_bed_id,
        max(recorded_ts) filter (where step = 'ADMISSION' and nth = 1) as admission_recorded_ts,
        max(event_ts) filter (where step = 'ADMISSION' and nth = 1) as admission_ts,
        max(event_ts_sent) filter (where step = 'ADMISSION' and nth = 1) as admission_ts_sent,
        max(patient_id) filter (where step = 'REGISTER' and nth = 1) as register_patient_id,
        max(hospital_id) filter (where step = 'REGISTER' and nth = 1) as register_hospital_id,
        max(department) filter (where step = 'REGISTER' and nth = 1) as register_department,
        max(bed_id) filter (where step = 'REGISTER' and nth = 1) as register_bed_id,
        max(recorded_ts) filter (where step = 'REGISTER' and nth = 1) as register_recorded_ts,
        max(event_ts) filter (where step = 'REGISTER' and nth = 1) as register_ts,
        min(event_ts) filter (where step = 'DECISION_TO_ADMIT') as bed_request_ts,
        max(event_ts) filter (where step = 'DISCHARGE' and nth_from_last = 1) as discharge_ts,
        max(coalesce(event_ts_sent, event_ts)) filter (where step = 'DISCHARGE' and nth_from_last = 1) as discharge_ts_sent,
        max(recorded_ts) filter (where step = 'DISCHARGE' and nth_from_last = 1) as discharge_recorded_ts,
        max(hospital_id) filter (where step = 'DISCHARGE' and nth_from_last = 1) as discharge_hospital_id,
        max(disposition) filter (where step = 'DISCHARGE' and nth_from_last = 1) as disposition,
        max(expected_ts) filter (where step = 'PENDING_DISCHARGE' and nth_from_last = 1) as expected_discharge_ts,
        max(pending_department) filter (where step = 'PENDING_TRANSFER' and nth_from_last = 1) as pending_department,
        count(*) filter (where step in ('ADMISSION', 'TRANSFER', 'RETURN', 'LEAVE')) as place_events
    from ranked
    group by encounter_id
),
assigned as (
    select f.encounter_id, min(s.event_ts) as bed_assigned_ts
    from folded f
    join steps s on s.encounter_id = f.encounter_id
    where s.event_ts >= f.bed_request_ts
        and (s.step = 'ADMISSION'
            or (s.step = 'TRANSFER' and (f.discharge_ts is null or s.event_ts <= f.discharge_ts)))
    group by f.encounter_id
),
visits as (
    select encounter_id, patient_id, hospital_id, department, bed_id,
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
        cast(null as string) as pending_department,
        cast(case when is_admission then 1 else 0 end as bigint) as place_events,
        greatest(event_ts, coalesce(discharge_ts, event_ts)) as last_event_ts
    from single
    union all
    select f.encounter_id,
        coalesce(f.admission_patient_id, f.register_patient_id),
        coalesce(f.admission_hospital_id, f.register_hospital_id),
        case when f.admission_ts is not null then f.admission_department else f.register_department end,
        case when f.admission_ts is not null then f.admission_bed_id else f.register_bed_id end,
        coalesce(f.admission_ts, f.register_ts),
        coalesce(f.admission_recorded_ts, f.register_recorded_ts),
        coalesce(f.register_ts, f.admission_ts),
        f.bed_request_ts,
        case when f.bed_request_ts is null then f.admission_ts else a.bed_assigned_ts end,
        f.admission_ts,
        coalesce(f.admission_ts_sent, f.admission_ts),
        f.admission_ts is not null and f.admission_ts_sent is distinct from f.admission_ts,
        f.discharge_ts, f.discharge_ts_sent, f.discharge_recorded_ts, f.discharge_hospital_id,
        f.disposition, f.expected_discharge_ts, f.pending_department, f.place_events, l.last_event_ts
    from folded f
    join lasts l on l.encounter_id = f.encounter_id
    left join assigned a on a.encounter_id = f.encounter_id
    where f.admission_ts is not null or f.register_ts is not null
)
select encounter_id, patient_id, hospital_id, department, bed_id, opening_ts, opening_recorded_ts, arrival_ts,
    bed_request_ts, bed_assigned_ts, admission_ts, admission_ts_sent, is_admission_repaired,
    discharge_ts, discharge_ts_sent, discharge_recorded_ts, discharge_hospital_id,
    disposition, expected_discharge_ts, pending_department,
    admission_ts is not null
        and (discharge_ts is null or discharge_ts > admission_ts
            or (discharge_ts = admission_ts and not is_admission_repaired)) as has_valid_interval,
    place_events, last_event_ts
from visits
