-- key:   payload_sha256
-- input: silver.patient_flow_message
-- input: silver.event_conflict
-- input: silver.visit_finding
-- input: silver.vital_sign
-- input: silver.row_without_key
-- input: silver.department_observation
with unopened as (
    select distinct payload_sha256 from silver.visit_finding where rule_id = 'never_opened'
),
rejected as (
    select m.payload_sha256,
        case
            when m.quarantine_rule is not null then m.quarantine_rule
            when c.payload_sha256 is not null then 'event_id_conflict'
            else 'never_opened'
        end as rule_id,
        m.findings, m.missing_fields, 'patient-flow' as source, m.hospital_id, m.department_sent as department,
        m.event_type, m.recorded_ts, m.is_discarded
    from silver.patient_flow_message m
    left join silver.event_conflict c on c.payload_sha256 = m.payload_sha256
    left join unopened u on u.payload_sha256 = m.payload_sha256
    where m.quarantine_rule is not null or c.payload_sha256 is not null or u.payload_sha256 is not null
    union all
    select payload_sha256, quarantine_rule, findings, cast(null as string), 'vital-sign', hospital_id,
        cast(null as string), cast(null as string), recorded_ts, is_discarded
    from silver.vital_sign
    where quarantine_rule is not null
    union all
    select payload_sha256, rule_id, concat('|', rule_id, '|'), cast(null as string), source,
        cast(null as string), cast(null as string), cast(null as string), recorded_ts, is_discarded
    from silver.row_without_key
    union all
    -- A row that came at several times lies here once.
    select payload_sha256, max(quarantine_rule), max(findings), cast(null as string), source, max(hospital_id), max(department_sent),
        cast(null as string), min(recorded_ts), bool_or(is_discarded)
    from silver.department_observation
    where quarantine_rule is not null
    group by payload_sha256, source
)
select payload_sha256, rule_id, findings, missing_fields, source, hospital_id, recorded_ts, department,
    left(case rule_id
        when 'missing_key_field' then missing_fields
        when 'unknown_event_type' then event_type
        when 'unknown_hospital' then hospital_id
        when 'unknown_department' then department
        when 'capacity_of_unknown_hospital' then hospital_id
        when 'capacity_of_unknown_department' then department
    end, 60) as detail,
    is_discarded
from rejected
