-- key:    payload_sha256
-- input:  bronze.patient_flow
-- input:  bronze.steward_decision
-- lookup: codes.hospital
-- lookup: codes.department
-- lookup: codes.department_synonym
-- lookup: codes.gender_synonym
-- lookup: codes.disposition_synonym
-- lookup: codes.bed_status_synonym
-- lookup: codes.event_type
with repeated as (
    select payload_sha256, count(*) as copies, min(default_recorded_ts) as default_recorded_ts
    from bronze.patient_flow
    group by payload_sha256
    having count(*) > 1
),
-- Most messages come once: only the others pay for grouping payloads.
messages as (
    select b.payload_sha256, cast(1 as bigint) as copies, b.default_recorded_ts, b.payload
    from bronze.patient_flow b
    left join repeated r on r.payload_sha256 = b.payload_sha256
    where r.payload_sha256 is null
    union all
    select b.payload_sha256, r.copies, r.default_recorded_ts, max(b.payload) as payload
    from bronze.patient_flow b
    join repeated r on r.payload_sha256 = b.payload_sha256
    group by b.payload_sha256, r.copies, r.default_recorded_ts
),
-- Of several decisions about a message the latest counts; at one instant, a discard.
discarded as (
    select payload_sha256
    from (
        select payload_sha256, decision,
            row_number() over (partition by payload_sha256 order by decided_ts desc, decision) as nth
        from bronze.steward_decision
    ) as decisions
    where nth = 1 and decision = 'discard'
),
texts as (
    select payload_sha256, copies, default_recorded_ts, payload is null as is_oversized,
        payload_text(payload) as body
    from messages
),
parsed as (
    select payload_sha256, copies, default_recorded_ts, is_oversized, body, json_texts(body,
        'patient_id,hospital_id,department,bed_id,gender,age,admission_time,discharge_time,event_id,event_type,event_time,recorded_time,sequence,encounter_id,birth_date,insurance,postal_code,disposition,cancels_event_id,bed_status,expected_time,pending_department,surviving_patient_id,retired_patient_id,surviving_encounter_id,retired_encounter_id')
        as sent
    from texts
),
formed as (
    select payload_sha256, copies, default_recorded_ts, body, sent,
        case
            when is_oversized then 'oversized'
            when sent is null then 'malformed'
            when element_at(sent, 9) is not null or element_at(sent, 10) is not null then 'canonical'
            when json_has_any(body, 'admission_time,discharge_time') then 'eight_field'
            else 'canonical'
        end as form
    from parsed
),
judged as (
    select payload_sha256, copies, default_recorded_ts, body, sent, form,
        case when form = 'canonical' then sent end as canonical,
        form = 'canonical' as is_canonical, form = 'eight_field' as is_eight_field
    from formed
),
-- The attributes by their place in the list above; one of the other form counts as unknown.
read as (
    select payload_sha256, copies, default_recorded_ts, form, is_canonical, is_eight_field,
        element_at(sent, 1) as patient_id,
        element_at(sent, 2) as hospital_id,
        element_at(sent, 3) as department_sent,
        element_at(sent, 4) as bed_id,
        element_at(sent, 5) as gender_sent,
        element_at(sent, 6) as age_sent,
        case when is_eight_field then element_at(sent, 7) else element_at(sent, 11) end as event_time,
        case when is_eight_field then element_at(sent, 8) end as discharge_time,
        case when is_eight_field then 'ADMISSION' else element_at(sent, 10) end as event_type,
        element_at(canonical, 9) as event_id,
        element_at(canonical, 12) as recorded_time,
        element_at(canonical, 13) as sequence,
        element_at(canonical, 14) as encounter_id,
        element_at(canonical, 15) as birth_date,
        element_at(canonical, 16) as insurance,
        element_at(canonical, 17) as postal_code,
        element_at(canonical, 18) as disposition_sent,
        element_at(canonical, 19) as cancels_event_id,
        element_at(canonical, 20) as bed_status_sent,
        element_at(canonical, 21) as expected_time,
        element_at(canonical, 22) as pending_department,
        element_at(canonical, 23) as surviving_patient_id,
        element_at(canonical, 24) as retired_patient_id,
        element_at(canonical, 25) as surviving_encounter_id,
        element_at(canonical, 26) as retired_encounter_id,
        case
            when is_eight_field then other_attributes(body,
                'patient_id,gender,age,department,admission_time,discharge_time,bed_id,hospital_id')
            when is_canonical then other_attributes(body,
                'event_id,event_type,event_time,recorded_time,sequence,patient_id,encounter_id,hospital_id,department,bed_id,gender,age,birth_date,insurance,postal_code,disposition,cancels_event_id,bed_status,expected_time,pending_department,surviving_patient_id,retired_patient_id,surviving_encounter_id,retired_encounter_id')
        end as extra,
        case when is_canonical or is_eight_field then json_nested(body, case
            when is_eight_field then
                'patient_id,gender,age,department,admission_time,discharge_time,bed_id,hospital_id'
            else
                'event_id,event_type,event_time,recorded_time,sequence,patient_id,encounter_id,hospital_id,department,bed_id,gender,age,birth_date,insurance,postal_code,disposition,cancels_event_id,bed_status,expected_time,pending_department,surviving_patient_id,retired_patient_id,surviving_encounter_id,retired_encounter_id'
            end) end as nested
    from judged
),
known as (
    select r.*,
        h.hospital_id is not null as is_known_hospital,
        case when is_canonical then coalesce(h.time_zone, 'UTC') else 'UTC' end as time_zone,
        coalesce(d.department, s.department) as department_listed,
        coalesce(p.department, ps.department, r.pending_department) as pending_department_listed,
        g.gender as gender_listed,
        x.disposition as disposition_listed,
        b.bed_status as bed_status_listed,
        t.type_rank,
        concat_ws(',',
            case when r.event_type is null then 'event_type' end,
            case when is_canonical and r.event_id is null then 'event_id' end,
            case when t.needs_patient and r.patient_id is null then 'patient_id' end,
            case when is_canonical and t.needs_encounter and r.encounter_id is null then 'encounter_id' end,
            case when t.needs_hospital and r.hospital_id is null then 'hospital_id' end,
            case when t.needs_department and r.department_sent is null then 'department' end,
            case when t.needs_bed and r.bed_id is null then 'bed_id' end,
            case when t.needs_bed_status and r.bed_status_sent is null then 'bed_status' end,
            case when r.event_type = 'MERGE'
                and (r.surviving_patient_id is null or r.retired_patient_id is null)
                and (r.surviving_encounter_id is null or r.retired_encounter_id is null)
                then 'surviving and retired id' end) as missing
    from read r
    left join codes.hospital h on h.hospital_id = r.hospital_id
    left join codes.department d on d.department = r.department_sent
    left join codes.department_synonym s on s.synonym = lower_case(r.department_sent)
    left join codes.department p on p.department = r.pending_department
    left join codes.department_synonym ps on ps.synonym = lower_case(r.pending_department)
    left join codes.gender_synonym g on g.synonym = lower_case(r.gender_sent)
    left join codes.disposition_synonym x on x.synonym = lower_case(r.disposition_sent)
    left join codes.bed_status_synonym b on b.synonym = lower_case(r.bed_status_sent)
    left join codes.event_type t on t.event_type = r.event_type
),
-- What systems fill in for no date, 1900 and 1970 above all, is no time: nobody tells of what was half a century ago.
read_times as (
    select k.*,
        instant_of(event_time, time_zone) as event_ts_read,
        instant_of(recorded_time, time_zone) as recorded_ts_read,
        instant_of(discharge_time, 'UTC') as discharge_ts_read,
        instant_of(expected_time, time_zone) as expected_ts_read,
        default_recorded_ts - interval 18250 days as earliest_ts,
        integer_of(sequence) as sequence_sent,
        date_of(birth_date) as birth_day
    from known k
),
timed as (
    select r.*,
        case when event_ts_read < earliest_ts then null else event_ts_read end as event_ts_sent,
        case when recorded_ts_read < earliest_ts then null else recorded_ts_read end as recorded_ts_sent,
        case when discharge_ts_read < earliest_ts then null else discharge_ts_read end as discharge_ts,
        case when expected_ts_read < earliest_ts then null else expected_ts_read end as expected_ts
    from read_times r
)
select t.payload_sha256, copies, form,
    coalesce(event_id, t.payload_sha256) as event_id,
    event_type, type_rank,
    case when (is_canonical or is_eight_field) and missing <> '' then missing end as missing_fields,
    event_ts_sent, event_ts_sent as event_ts,
    coalesce(recorded_ts_sent, default_recorded_ts) as recorded_ts,
    coalesce(sequence_sent, 0) as sequence,
    patient_id,
    case when is_eight_field
        then sha2(coalesce(hospital_id, '') || '|' || coalesce(patient_id, '') || '|' || coalesce(event_time, ''), 256)
        else encounter_id end as encounter_id,
    hospital_id, is_known_hospital,
    department_sent, department_listed, department_sent as department, bed_id,
    gender_sent, gender_listed, gender_sent as gender,
    age_sent, try_cast(integer_of(age_sent) as int) as age,
    birth_day as birth_date, insurance, postal_code,
    discharge_ts, disposition_sent, disposition_listed, disposition_sent as disposition,
    expected_ts, pending_department_listed as pending_department, cancels_event_id,
    bed_status_sent, bed_status_listed, bed_status_sent as bed_status,
    surviving_patient_id, retired_patient_id, surviving_encounter_id, retired_encounter_id,
    is_ambiguous_local(event_time, time_zone, event_ts_sent) as is_ambiguous_time,
    nullif(concat_ws(',',
        case when discharge_time is not null and discharge_ts is null then 'discharge_time' end,
        case when expected_time is not null and expected_ts is null then 'expected_time' end,
        case when recorded_time is not null and recorded_ts_sent is null then 'recorded_time' end), '')
        as unreadable_times,
    nullif(concat_ws(',',
        case when sequence is not null and sequence_sent is null then 'sequence' end,
        case when birth_date is not null and birth_day is null then 'birth_date' end,
        nested), '')
        as unreadable_fields,
    extra,
    x.payload_sha256 is not null as is_discarded
from timed t
left join discarded x on x.payload_sha256 = t.payload_sha256
