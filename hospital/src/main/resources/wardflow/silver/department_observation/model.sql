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
    select payload_sha256, payload_text(payload) as fields, default_recorded_ts, false as is_extract from messages
    union all
    select payload_sha256, fields, default_recorded_ts, true as is_extract from rows_sent
),
parsed as (
    select payload_sha256, default_recorded_ts, is_extract,
        json_texts(fields, 'hospital_id,department,beds,staff,event_time,recorded_time,valid_from') as sent
    from texts
),
read as (
    select payload_sha256, default_recorded_ts,
        element_at(sent, 1) as hospital_id,
        element_at(sent, 2) as department,
        integer_of(element_at(sent, 3)) as beds,
        integer_of(element_at(sent, 4)) as staff,
        instant_of(case when is_extract then element_at(sent, 7) else element_at(sent, 5) end, 'UTC') as event_ts_sent,
        instant_of(case when not is_extract then element_at(sent, 6) end, 'UTC') as recorded_ts_sent
    from parsed
)
select r.payload_sha256, r.hospital_id,
    coalesce(d.department, y.department, r.department) as department,
    try_cast(case when r.beds >= 0 then r.beds end as int) as beds,
    try_cast(case when r.staff >= 0 then r.staff end as int) as staff,
    coalesce(r.event_ts_sent, r.recorded_ts_sent, r.default_recorded_ts) as event_ts,
    coalesce(r.recorded_ts_sent, r.default_recorded_ts) as recorded_ts
from read r
left join codes.department d on d.department = r.department
left join codes.department_synonym y on y.synonym = lower(r.department)
where r.hospital_id is not null and r.department is not null
