-- key:    payload_sha256
-- input:  bronze.patients
-- input:  silver.identity_link whole
-- keys from silver.identity_link via silver.patient_record on patient_id_sent = retired_id
-- lookup: codes.gender_synonym
with rows_sent as (
    select payload_sha256, max(fields) as fields, default_recorded_ts as recorded_ts
    from bronze.patients
    group by payload_sha256, default_recorded_ts
),
parsed as (
    select payload_sha256, recorded_ts,
        json_texts(fields, 'patient_id,gender,age,birth_date,insurance,postal_code,updated_at') as sent,
        json_nested(fields, 'patient_id,gender,age,birth_date,insurance,postal_code,updated_at') as nested
    from rows_sent
),
read as (
    select payload_sha256, recorded_ts, sent, nested,
        element_at(sent, 1) as patient_id,
        lower_case(element_at(sent, 2)) as gender,
        integer_of(element_at(sent, 3)) as age,
        date_of(element_at(sent, 4)) as birth_date,
        element_at(sent, 5) as insurance,
        element_at(sent, 6) as postal_code,
        instant_of(element_at(sent, 7), 'UTC') as event_ts_sent
    from parsed
)
select r.payload_sha256, r.payload_sha256 as event_id,
    coalesce(l.surviving_id, r.patient_id) as patient_id, r.patient_id as patient_id_sent,
    coalesce(r.event_ts_sent, r.recorded_ts) as event_ts, r.recorded_ts, cast(0 as bigint) as sequence,
    g.gender, cast(case when r.age between 0 and 120 then r.age end as int) as age,
    r.birth_date, r.insurance, r.postal_code,
    nullif(concat_ws(',',
        case when r.gender is not null and g.gender is null then 'gender' end,
        case when element_at(r.sent, 3) is not null and (r.age is null or r.age not between 0 and 120) then 'age' end,
        case when element_at(r.sent, 4) is not null and r.birth_date is null then 'birth_date' end,
        case when element_at(r.sent, 7) is not null and r.event_ts_sent is null then 'updated_at' end,
        r.nested), '')
        as unreadable_fields
from read r
left join codes.gender_synonym g on g.synonym = r.gender
left join silver.identity_link l on l.kind = 'patient' and l.retired_id = r.patient_id
where r.patient_id is not null
