-- key:   event_id
-- input: silver.patient_flow_message
-- input: silver.event_conflict
select m.event_id, m.payload_sha256, m.event_ts, m.recorded_ts, m.sequence, m.hospital_id,
    m.surviving_patient_id, m.retired_patient_id, m.surviving_encounter_id, m.retired_encounter_id
from silver.patient_flow_message m
left join silver.event_conflict c on c.event_id = m.event_id and c.payload_sha256 = m.payload_sha256
where m.event_type = 'MERGE' and m.quarantine_rule is null and c.payload_sha256 is null
