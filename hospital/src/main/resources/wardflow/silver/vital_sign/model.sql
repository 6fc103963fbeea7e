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
texts as (
    select payload_sha256, default_recorded_ts, payload_text(payload) as body from messages
),
parsed as (
    select payload_sha256, default_recorded_ts, json_texts(body,
        'device_id,patient_id,encounter_id,hospital_id,event_time,recorded_time,heart_rate,respiratory_rate,oxygen_saturation,systolic_pressure,diastolic_pressure,temperature,ventilator')
        as sent,
        json_nested(body,
            'device_id,patient_id,encounter_id,hospital_id,event_time,recorded_time,heart_rate,respiratory_rate,oxygen_saturation,systolic_pressure,diastolic_pressure,temperature,ventilator')
            as nested
    from texts
),
read as (
    select payload_sha256, default_recorded_ts, sent, nested,
        instant_of(element_at(sent, 6), 'UTC') as recorded_ts_sent,
        decimal_of(element_at(sent, 7)) as heart_rate,
        decimal_of(element_at(sent, 8)) as respiratory_rate,
        decimal_of(element_at(sent, 9)) as oxygen_saturation,
        decimal_of(element_at(sent, 10)) as systolic_pressure,
        decimal_of(element_at(sent, 11)) as diastolic_pressure,
        decimal_of(element_at(sent, 12)) as temperature
    from parsed
)
select p.payload_sha256,
    element_at(sent, 1) as device_id,
    element_at(sent, 2) as patient_id,
    element_at(sent, 3) as encounter_id,
    element_at(sent, 4) as hospital_id,
    instant_of(element_at(sent, 5), 'UTC') as event_ts,
    coalesce(recorded_ts_sent, default_recorded_ts) as recorded_ts,
    heart_rate, respiratory_rate, oxygen_saturation, systolic_pressure, diastolic_pressure, temperature,
    element_at(sent, 13) as ventilator,
    nullif(concat_ws(',',
        case when element_at(sent, 6) is not null and recorded_ts_sent is null then 'recorded_time' end,
        case when element_at(sent, 7) is not null and heart_rate is null then 'heart_rate' end,
        case when element_at(sent, 8) is not null and respiratory_rate is null then 'respiratory_rate' end,
        case when element_at(sent, 9) is not null and oxygen_saturation is null then 'oxygen_saturation' end,
        case when element_at(sent, 10) is not null and systolic_pressure is null then 'systolic_pressure' end,
        case when element_at(sent, 11) is not null and diastolic_pressure is null then 'diastolic_pressure' end,
        case when element_at(sent, 12) is not null and temperature is null then 'temperature' end,
        -- DuckDB looks into some texts that are no JSON, too.
        case when sent is not null then nested end), '')
        as unreadable_fields,
    x.payload_sha256 is not null as is_discarded
from read p
left join discarded x on x.payload_sha256 = p.payload_sha256
