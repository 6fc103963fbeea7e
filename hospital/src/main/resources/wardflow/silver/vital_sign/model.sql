-- key:   payload_sha256
-- input: bronze.vital_sign
with messages as (
    select payload_sha256, max(payload) as payload, min(default_recorded_ts) as default_recorded_ts
    from bronze.vital_sign
    group by payload_sha256
),
texts as (
    select payload_sha256, payload_text(payload) as body, default_recorded_ts from messages
)
select payload_sha256,
    json_text(body, 'device_id') as device_id,
    json_text(body, 'patient_id') as patient_id,
    json_text(body, 'encounter_id') as encounter_id,
    json_text(body, 'hospital_id') as hospital_id,
    instant_of(json_text(body, 'event_time'), 'UTC') as event_ts,
    coalesce(instant_of(json_text(body, 'recorded_time'), 'UTC'), default_recorded_ts) as recorded_ts,
    decimal_of(json_text(body, 'heart_rate')) as heart_rate,
    decimal_of(json_text(body, 'respiratory_rate')) as respiratory_rate,
    decimal_of(json_text(body, 'oxygen_saturation')) as oxygen_saturation,
    decimal_of(json_text(body, 'systolic_pressure')) as systolic_pressure,
    decimal_of(json_text(body, 'diastolic_pressure')) as diastolic_pressure,
    decimal_of(json_text(body, 'temperature')) as temperature,
    json_text(body, 'ventilator') as ventilator
from texts
