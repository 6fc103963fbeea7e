-- key:    event_id
-- input:  silver.patient_flow_message
-- input:  silver.event_conflict
-- input:  silver.identity_link whole
-- keys from silver.identity_link: select event_id from changes
-- keys from silver.identity_link via silver.patient_flow_message on patient_id = retired_id
-- lookup: codes.hospital
-- lookup: codes.event_type
-- lookup: codes.rule
with found as (
    select m.event_id, m.payload_sha256, r.rule_id, r.action, m.hospital_id, m.recorded_ts
    from silver.patient_flow_message m
    join codes.rule r on instr(m.findings, concat('|', r.rule_id, '|')) > 0
    -- A steward's decision is no finding about what was sent.
    where m.findings is not null and r.table_name = 'silver.patient_flow_message' and r.rule_id <> 'discarded'
    union all
    select event_id, payload_sha256, 'event_id_conflict' as rule_id, 'quarantine' as action, hospital_id, recorded_ts
    from silver.event_conflict
    union all
    select m.event_id, m.payload_sha256, 'retired_patient_id' as rule_id, 'flag' as action, m.hospital_id, m.recorded_ts
    from silver.patient_flow_message m
    join silver.identity_link l on l.kind = 'patient' and l.retired_id = m.patient_id and not l.is_refused
    join codes.event_type t on t.event_type = m.event_type and t.is_of_patient
    left join silver.event_conflict c on c.event_id = m.event_id and c.payload_sha256 = m.payload_sha256
    where m.quarantine_rule is null and c.payload_sha256 is null and m.recorded_ts > l.merged_recorded_ts
    union all
    -- A merge may retire a patient and an encounter: it is one finding.
    select distinct m.event_id, m.payload_sha256, 'merge_cycle' as rule_id, 'flag' as action, m.hospital_id, m.recorded_ts
    from silver.patient_flow_message m
    join silver.identity_link l on l.event_id = m.event_id and l.is_refused
    left join silver.event_conflict c on c.event_id = m.event_id and c.payload_sha256 = m.payload_sha256
    where m.event_type = 'MERGE' and m.quarantine_rule is null and c.payload_sha256 is null
)
select f.event_id, f.payload_sha256, f.rule_id, f.action, 'patient-flow' as source,
    coalesce(h.hospital_id, 'unknown') as hospital_id,
    cast(f.recorded_ts as date) as recorded_day
from found f
left join codes.hospital h on h.hospital_id = f.hospital_id
