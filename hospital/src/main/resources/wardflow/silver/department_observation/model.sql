-- key:    payload_sha256
-- input:  bronze.department
-- input:  bronze.departments
-- lookup: codes.department
-- lookup: codes.department_synonym
with messages as (
    select payload_sha256, max(payload) as payload, min(default_recorded_ts) as default_recorded_ts
    from bronze.department
    group by payload_sha256
),
rows_sent as (
    select payload_sha256, max(fields) as fields, min(default_recorded_ts) as default_recorded_ts
    from bronze.departments
    group by payload_sha256
),
texts as (
    select payload_sha256, payload_text(payload) as fields, default_recorded_ts from messages
),
read as (
    select payload_sha256, fields, instant_of(json_text(fields, 'event_time'), 'UTC') as event_ts_sent,
        coalesce(instant_of(json_text(fields, 'recorded_time'), 'UTC'), default_recorded_ts) as recorded_ts
    from texts
    union all
    select payload_sha256, fields, instant_of(json_text(fields, 'valid_from'), 'UTC') as event_ts_sent,
        default_recorded_ts as recorded_ts
    from rows_sent
),
sent as (
    select payload_sha256, coalesce(event_ts_sent, recorded_ts) as event_ts, recorded_ts,
        json_text(fields, 'hospital_id') as hospital_id,
        json_text(fields, 'department') as department,
        integer_of(json_text(fields, 'beds')) as beds,
        integer_of(json_text(fields, 'staff')) as staff
    from read
)
select s.payload_sha256, s.hospital_id,
    coalesce(d.department, y.department, s.department) as department,
    try_cast(case when s.beds >= 0 then s.beds end as int) as beds,
    try_cast(case when s.staff >= 0 then s.staff end as int) as staff,
    s.event_ts, s.recorded_ts
from sent s
left join codes.department d on d.department = s.department
left join codes.department_synonym y on y.synonym = lower(s.department)
where s.hospital_id is not null and s.department is not null
