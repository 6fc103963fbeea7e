-- key:   payload_sha256
-- input: silver.patient_flow_message
select payload_sha256, 'exact_duplicate' as rule_id, 'drop' as action, 'patient-flow' as source, hospital_id, recorded_ts,
    copies
from silver.patient_flow_message
where copies > 1
