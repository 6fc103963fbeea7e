-- key:   payload_sha256
-- input: silver.patient_flow_message
-- input: silver.event_conflict
-- input: silver.visit_finding
with unopened as (
    select distinct payload_sha256 from silver.visit_finding where rule_id = 'never_opened'
)
select m.payload_sha256,
    case
        when m.quarantine_rule is not null then m.quarantine_rule
        when c.payload_sha256 is not null then 'event_id_conflict'
        else 'never_opened'
    end as rule_id,
    m.findings, m.missing_fields, 'patient-flow' as source, m.hospital_id, m.recorded_ts
from silver.patient_flow_message m
left join silver.event_conflict c on c.payload_sha256 = m.payload_sha256
left join unopened u on u.payload_sha256 = m.payload_sha256
where m.quarantine_rule is not null or c.payload_sha256 is not null or u.payload_sha256 is not null
