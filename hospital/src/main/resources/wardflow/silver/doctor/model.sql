-- key:    payload_sha256
-- input:  bronze.doctors
-- lookup: codes.department
-- lookup: codes.department_synonym
with rows_sent as (
    select payload_sha256, max(fields) as fields, default_recorded_ts as recorded_ts
    from bronze.doctors
    group by payload_sha256, default_recorded_ts
),
parsed as (
    select payload_sha256, recorded_ts,
        json_texts(fields, 'doctor_id,name,specialization,shift,hospital_id,department,updated_at') as sent,
        json_nested(fields, 'doctor_id,name,specialization,shift,hospital_id,department,updated_at') as nested
    from rows_sent
),
read as (
    select payload_sha256, recorded_ts, nested,
        element_at(sent, 1) as doctor_id,
        element_at(sent, 2) as name,
        element_at(sent, 3) as specialization,
        element_at(sent, 4) as shift,
        element_at(sent, 5) as hospital_id,
        element_at(sent, 6) as department,
        element_at(sent, 7) as updated_at,
        instant_of(element_at(sent, 7), 'UTC') as event_ts_sent
    from parsed
)
select r.payload_sha256, r.doctor_id, r.name, r.specialization, r.shift, r.hospital_id,
    coalesce(d.department, y.department, r.department) as department,
    coalesce(r.event_ts_sent, r.recorded_ts) as event_ts, r.recorded_ts,
    nullif(concat_ws(',',
        case when r.updated_at is not null and r.event_ts_sent is null then 'updated_at' end,
        r.nested), '')
        as unreadable_fields
from read r
left join codes.department d on d.department = r.department
left join codes.department_synonym y on y.synonym = lower_case(r.department)
where r.doctor_id is not null
