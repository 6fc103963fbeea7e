-- key:    payload_sha256
-- input:  bronze.department
-- input:  bronze.departments
-- input:  bronze.steward_decision
-- lookup: codes.hospital
-- lookup: codes.department
-- lookup: codes.department_synonym
with messages as (
    select payload_sha256, max(payload) as payload, default_recorded_ts
    from bronze.department
    group by payload_sha256, default_recorded_ts
),
rows_sent as (
    select payload_sha256, max(fields) as fields, default_recorded_ts
    from bronze.departments
    group by payload_sha256, default_recorded_ts
),
texts as (
    select payload_sha256, payload_text(payload) as fields, default_recorded_ts, false as is_extract from messages
    union all
    select payload_sha256, fields, default_recorded_ts, true as is_extract from rows_sent
),
parsed as (
    select payload_sha256, default_recorded_ts, is_extract,
        json_texts(fields, 'hospital_id,department,beds,staff,event_time,recorded_time,valid_from') as sent,
        json_nested(fields, case when is_extract then 'hospital_id,department,beds,staff,valid_from'
            else 'hospital_id,department,beds,staff,event_time,recorded_time' end) as nested
    from texts
),
read as (
    select payload_sha256, default_recorded_ts, is_extract, nested,
        element_at(sent, 1) as hospital_id,
        element_at(sent, 2) as department,
        element_at(sent, 3) as beds_sent,
        element_at(sent, 4) as staff_sent,
        case when is_extract then element_at(sent, 7) else element_at(sent, 5) end as event_time,
        case when not is_extract then element_at(sent, 6) end as recorded_time
    from parsed
),
typed as (
    select r.*,
        try_cast(case when integer_of(beds_sent) >= 0 then integer_of(beds_sent) end as int) as beds,
        try_cast(case when integer_of(staff_sent) >= 0 then integer_of(staff_sent) end as int) as staff,
        instant_of(event_time, 'UTC') as event_ts_sent,
        instant_of(recorded_time, 'UTC') as recorded_ts_sent
    from read r
),
-- A message with a time of its own is one, however often it comes; without one it says how things are when it comes, as an extract does.
told as (
    select t.*,
        row_number() over (
            partition by payload_sha256,
                case when is_extract or coalesce(event_ts_sent, recorded_ts_sent) is null then default_recorded_ts end
            order by default_recorded_ts, is_extract) as nth
    from typed t
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
select r.payload_sha256, r.hospital_id,
    coalesce(d.department, y.department, r.department) as department,
    r.beds, r.staff,
    coalesce(r.event_ts_sent, r.recorded_ts_sent, r.default_recorded_ts) as event_ts,
    coalesce(r.recorded_ts_sent, r.default_recorded_ts) as recorded_ts,
    case when r.is_extract then 'departments' else 'department' end as source,
    r.department as department_sent,
    h.hospital_id is not null as is_known_hospital,
    coalesce(d.department, y.department) is not null as is_known_department,
    x.payload_sha256 is not null as is_discarded,
    nullif(concat_ws(',',
        case when r.beds_sent is not null and r.beds is null then 'beds' end,
        case when r.staff_sent is not null and r.staff is null then 'staff' end,
        case when r.event_time is not null and r.event_ts_sent is null
            then case when r.is_extract then 'valid_from' else 'event_time' end end,
        case when r.recorded_time is not null and r.recorded_ts_sent is null then 'recorded_time' end,
        r.nested), '')
        as unreadable_fields
from told r
left join discarded x on x.payload_sha256 = r.payload_sha256
left join codes.hospital h on h.hospital_id = r.hospital_id
left join codes.department d on d.department = r.department
left join codes.department_synonym y on y.synonym = lower_case(r.department)
where r.nth = 1 and r.hospital_id is not null and r.department is not null
