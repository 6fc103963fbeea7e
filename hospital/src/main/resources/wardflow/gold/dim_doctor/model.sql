-- key:   doctor_id
-- input: silver.doctor
with ranked as (
    select doctor_id, name, specialization, shift, hospital_id, department,
        row_number() over (
            partition by doctor_id order by event_ts desc, recorded_ts desc, payload_sha256 desc) as nth
    from silver.doctor
)
select doctor_id, name, specialization, shift, hospital_id, department
from ranked
where nth = 1
