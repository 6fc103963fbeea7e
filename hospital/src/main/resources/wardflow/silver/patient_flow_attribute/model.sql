-- key:   payload_sha256
-- input: silver.patient_flow_message
-- Attributes that were seen get their columns here when the content is read; see docs/schema.md.
select payload_sha256, event_id, recorded_ts, cast(null as string) as unreadable, extra as others
from silver.patient_flow_message
where extra is not null
