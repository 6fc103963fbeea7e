-- key:    payload_sha256
-- input:  bronze.doctors
-- lookup: codes.department
-- lookup: codes.department_synonym
with rows_sent as (
    select payload_sha256, max(fields) as fields, min(default_recorded_ts) as recorded_ts
    from bronze.doctors
    group by payload_sha256
),
read as (
    select payload_sha256, recorded_ts,
        json_text(fields, 'doctor_id') as doctor_id,
        json_text(fields, 'name') as name,
        json_text(fields, 'specialization') as specialization,
        json_text(fields, 'shift') as shift,
        json_text(fields, 'hospital_id') as hospital_id,
        json_text(fields, 'department') as department,
        coalesce(instant_of(json_text(fields, 'updated_at'), 'UTC'), recorded_ts) as event_ts
    from rows_sent
)
select r.payload_sha256, r.doctor_id, r.name, r.specialization, r.shift, r.hospital_id,
    coalesce(d.department, y.department, r.department) as department, r.event_ts, r.recorded_ts
from read r
left join codes.department d on d.department = r.department
left join codes.department_synonym y on y.synonym = lower(r.department)
where r.doctor_id is not null
