-- key:   payload_sha256
-- input: bronze.department
-- input: bronze.departments
-- input: bronze.patients
-- input: bronze.doctors
-- input: bronze.steward_decision
-- input: silver.department_observation
-- input: silver.patient_record
-- input: silver.doctor
with came as (
    select 'department' as source, payload_sha256, default_recorded_ts from bronze.department
    union all
    select 'departments', payload_sha256, default_recorded_ts from bronze.departments
    union all
    select 'patients', payload_sha256, default_recorded_ts from bronze.patients
    union all
    select 'doctors', payload_sha256, default_recorded_ts from bronze.doctors
),
taken as (
    select 'department' as source, payload_sha256 from silver.department_observation
    union all
    select 'departments', payload_sha256 from silver.department_observation
    union all
    select 'patients', payload_sha256 from silver.patient_record
    union all
    select 'doctors', payload_sha256 from silver.doctor
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
)
select c.payload_sha256, 'row_without_key' as rule_id, c.source, min(c.default_recorded_ts) as recorded_ts,
    max(x.payload_sha256) is not null as is_discarded
from came c
left join taken t on t.source = c.source and t.payload_sha256 = c.payload_sha256
left join discarded x on x.payload_sha256 = c.payload_sha256
where t.payload_sha256 is null
group by c.payload_sha256, c.source
