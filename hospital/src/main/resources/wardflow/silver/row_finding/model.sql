-- key:    payload_sha256
-- input:  silver.vital_sign
-- input:  silver.patient_record
-- input:  silver.department_observation
-- input:  silver.doctor
-- input:  silver.row_without_key
-- lookup: codes.hospital
-- lookup: codes.rule
with found as (
    -- A steward's decision is no finding about what was sent.
    select t.payload_sha256, r.rule_id, r.action, 'vital-sign' as source, t.hospital_id as hospital_id, t.recorded_ts
    from silver.vital_sign t
    join codes.rule r on instr(t.findings, concat('|', r.rule_id, '|')) > 0
    where t.findings is not null and r.table_name = 'silver.vital_sign' and r.rule_id <> 'discarded_vital_sign'
    union all
    select t.payload_sha256, r.rule_id, r.action, 'patients' as source, cast(null as string) as hospital_id, t.recorded_ts
    from silver.patient_record t
    join codes.rule r on instr(t.findings, concat('|', r.rule_id, '|')) > 0
    where t.findings is not null and r.table_name = 'silver.patient_record'
    union all
    select t.payload_sha256, r.rule_id, r.action, 'department' as source, t.hospital_id as hospital_id, t.recorded_ts
    from silver.department_observation t
    join codes.rule r on instr(t.findings, concat('|', r.rule_id, '|')) > 0
    where t.findings is not null and r.table_name = 'silver.department_observation' and r.rule_id <> 'discarded_capacity'
    union all
    select t.payload_sha256, r.rule_id, r.action, 'doctors' as source, t.hospital_id as hospital_id, t.recorded_ts
    from silver.doctor t
    join codes.rule r on instr(t.findings, concat('|', r.rule_id, '|')) > 0
    where t.findings is not null and r.table_name = 'silver.doctor'
    union all
    select payload_sha256, rule_id, 'quarantine', source, cast(null as string), recorded_ts
    from silver.row_without_key
)
select f.payload_sha256, f.rule_id, f.action, f.source, f.recorded_ts, coalesce(h.hospital_id, 'unknown') as hospital_id,
    cast(f.recorded_ts as date) as recorded_day
from found f
left join codes.hospital h on h.hospital_id = f.hospital_id
