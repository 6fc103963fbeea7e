-- key:   payload_sha256
-- input: bronze.vital_sign
-- input: bronze.steward_decision
with messages as (
    select payload_sha256, max(payload) as payload, min(default_recorded_ts) as default_recorded_ts
    from bronze.vital_sign
    group by payload_sha256
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
parsed as (
    select payload_sha256, default_recorded_ts, json_texts(payload_text(payload),
        'device_id,patient_id,encounter_id,hospital_id,event_time,recorded_time,heart_rate,respiratory_rate,oxygen_saturation,systolic_pressure,diastolic_pressure,temperature,ventilator')
        as sent
    from messages
)
select p.payload_sha256,
    element_at(sent, 1) as device_id,
    element_at(sent, 2) as patient_id,
    element_at(sent, 3) as encounter_id,
    element_at(sent, 4) as hospital_id,
    instant_of(element_at(sent, 5), 'UTC') as event_ts,
    coalesce(instant_of(element_at(sent, 6), 'UTC'), default_recorded_ts) as recorded_ts,
    decimal_of(element_at(sent, 7)) as heart_rate,
    decimal_of(element_at(sent, 8)) as respiratory_rate,
    decimal_of(element_at(sent, 9)) as oxygen_saturation,
    decimal_of(element_at(sent, 10)) as systolic_pressure,
    decimal_of(element_at(sent, 11)) as diastolic_pressure,
    decimal_of(element_at(sent, 12)) as temperature,
    element_at(sent, 13) as ventilator,
    x.payload_sha256 is not null as is_discarded
from parsed p
left join discarded x on x.payload_sha256 = p.payload_sha256
