-- key:    payload_sha256
-- input:  bronze.doctors
-- lookup: codes.department
-- lookup: codes.department_synonym
with rows_sent as (
    select payload_sha256, max(fields) as fields, min(default_recorded_ts) as recorded_ts
    from bronze.doctors
    group by payload_sha256
),
parsed as (
    select payload_sha256, recorded_ts,
        json_texts(fields, 'doctor_id,name,specialization,shift,hospital_id,department,updated_at') as sent
    from rows_sent
),
read as (
    select payload_sha256, recorded_ts,
        element_at(sent, 1) as doctor_id,
        element_at(sent, 2) as name,
        element_at(sent, 3) as specialization,
        element_at(sent, 4) as shift,
        element_at(sent, 5) as hospital_id,
        element_at(sent, 6) as department,
        coalesce(instant_of(element_at(sent, 7), 'UTC'), recorded_ts) as event_ts
    from parsed
)
select r.payload_sha256, r.doctor_id, r.name, r.specialization, r.shift, r.hospital_id,
    coalesce(d.department, y.department, r.department) as department, r.event_ts, r.recorded_ts
from read r
left join codes.department d on d.department = r.department
left join codes.department_synonym y on y.synonym = lower(r.department)
where r.doctor_id is not null
