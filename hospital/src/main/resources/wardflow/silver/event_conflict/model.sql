-- key:   event_id
-- input: silver.patient_flow_message
-- Only ids that somebody sent can be contested: the others are hashes of their own payload.
with sent as (
    select event_id, count(*) as messages
    from silver.patient_flow_message
    where quarantine_rule is null and event_id <> payload_sha256
    group by event_id
),
contested as (
    select event_id from sent where messages > 1
    union
    select m.event_id
    from silver.patient_flow_message m
    join sent s on s.event_id = m.event_id
    where m.quarantine_rule is null and m.event_id = m.payload_sha256
),
ranked as (
    select m.payload_sha256, m.event_id, m.hospital_id, m.recorded_ts,
        row_number() over (
            partition by m.event_id
            order by m.event_ts, m.recorded_ts, m.sequence, m.type_rank, m.payload_sha256) as nth
    from silver.patient_flow_message m
    join contested c on c.event_id = m.event_id
    where m.quarantine_rule is null
)
select payload_sha256, event_id, hospital_id, recorded_ts
from ranked
where nth > 1
