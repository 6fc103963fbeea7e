with present as (
    select hospital_id, department, bed_id, min(start_ts) as since
    from gold.fact_bed_stay
    where start_ts <= :as_of and (end_ts is null or end_ts > :as_of)
    group by hospital_id, department, bed_id
),
told as (
    select hospital_id, department, bed_id, max(event_ts) as event_ts
    from silver.bed_status_event
    where event_ts <= :as_of and event_ts > :as_of - interval '720 hours'
    group by hospital_id, department, bed_id
),
emptied as (
    select hospital_id, department, bed_id, max(end_ts) as end_ts
    from gold.fact_bed_stay
    where end_ts <= :as_of and end_ts > :as_of - interval '720 hours'
    group by hospital_id, department, bed_id
),
-- Only what was said last is put in order, which is of little instead of a month.
said as (
    select s.hospital_id, s.department, s.bed_id, s.event_ts,
        -- A word that is no status is shown as it was sent: databases differ in how they make letters small.
        case when lower(s.bed_status) in ('ready', 'dirty', 'cleaning', 'closed') then lower(s.bed_status) else s.bed_status end as bed_status,
        row_number() over (
            partition by s.hospital_id, s.department, s.bed_id
            order by s.recorded_ts desc, s.sequence desc, s.event_id desc, s.payload_sha256 desc) as nth
    from told t
    join silver.bed_status_event s on s.hospital_id = t.hospital_id and s.department = t.department and s.bed_id = t.bed_id
        and s.event_ts = t.event_ts
),
-- What is said again does not begin anew: it begins where another word, or the end of a stay, was before it. Only the words since the last
-- other one are put in order.
spoken as (
    select s.hospital_id, s.department, s.bed_id, s.event_ts, s.recorded_ts, s.sequence, s.event_id, s.payload_sha256,
        case when lower(s.bed_status) in ('ready', 'dirty', 'cleaning', 'closed') then lower(s.bed_status) else s.bed_status end as bed_status,
        l.bed_status as latest_status
    from said l
    join silver.bed_status_event s on s.hospital_id = l.hospital_id and s.department = l.department and s.bed_id = l.bed_id
    where l.nth = 1 and s.event_ts <= :as_of and s.event_ts > :as_of - interval '720 hours'
),
others as (
    select hospital_id, department, bed_id, max(event_ts) as event_ts
    from spoken
    where bed_status <> latest_status
    group by hospital_id, department, bed_id
),
run as (
    select s.hospital_id, s.department, s.bed_id, s.event_ts,
        s.bed_status is distinct from lag(s.bed_status) over (
            partition by s.hospital_id, s.department, s.bed_id
            order by s.event_ts, s.recorded_ts, s.sequence, s.event_id, s.payload_sha256) as is_first
    from spoken s
    left join others o on o.hospital_id = s.hospital_id and o.department = s.department and o.bed_id = s.bed_id
    left join emptied e on e.hospital_id = s.hospital_id and e.department = s.department and e.bed_id = s.bed_id
    where (o.event_ts is null or s.event_ts >= o.event_ts) and (e.end_ts is null or s.event_ts >= e.end_ts)
),
begun as (
    select hospital_id, department, bed_id, max(event_ts) as since
    from run
    where is_first
    group by hospital_id, department, bed_id
),
-- A bed that was closed stays so until something else is said of it or somebody lies in it: such words are few, and looked up in the year before.
closed_before as (
    select s.hospital_id, s.department, s.bed_id, s.event_ts
    from silver.bed_status_event s
    where lower(s.bed_status) = 'closed' and s.event_ts <= :as_of - interval '720 hours' and s.event_ts > :as_of - interval '8760 hours'
        and not exists (
            select 1
            from gold.fact_bed_stay b
            where b.hospital_id = s.hospital_id and b.department = s.department and b.bed_id = s.bed_id
                and b.start_ts <= :as_of and (b.end_ts is null or b.end_ts > s.event_ts)
                and (b.end_ts is null or b.end_ts > :as_of - interval '8760 hours'))
        and not exists (
            select 1
            from silver.bed_status_event n
            where n.hospital_id = s.hospital_id and n.department = s.department and n.bed_id = s.bed_id and n.event_ts <= :as_of
                and n.event_ts > :as_of - interval '8760 hours'
                and (n.event_ts > s.event_ts
                    or (n.event_ts = s.event_ts
                        and (n.recorded_ts > s.recorded_ts
                            or (n.recorded_ts = s.recorded_ts
                                and (n.sequence > s.sequence or (n.sequence = s.sequence and n.event_id > s.event_id)))))))
),
-- What was said before a patient left tells nothing of the bed since. A bed that was left, and of which nothing was said for a month,
-- is looked up in the year before.
latest as (
    select s.hospital_id, s.department, s.bed_id, case when e.end_ts > s.event_ts then 'vacated' else s.bed_status end as bed_status,
        case when e.end_ts > s.event_ts then e.end_ts else b.since end as since
    from said s
    left join begun b on b.hospital_id = s.hospital_id and b.department = s.department and b.bed_id = s.bed_id
    left join emptied e on e.hospital_id = s.hospital_id and e.department = s.department and e.bed_id = s.bed_id
    where s.nth = 1
    union all
    select e.hospital_id, e.department, e.bed_id, 'vacated', e.end_ts
    from emptied e
    left join told t on t.hospital_id = e.hospital_id and t.department = e.department and t.bed_id = e.bed_id
    where t.bed_id is null and exists (
        select 1
        from silver.bed_status_event s
        where s.hospital_id = e.hospital_id and s.department = e.department and s.bed_id = e.bed_id
            and s.event_ts <= :as_of - interval '720 hours' and s.event_ts > :as_of - interval '8760 hours')
    union all
    select hospital_id, department, bed_id, 'closed', event_ts from closed_before
)
select coalesce(p.hospital_id, s.hospital_id) as hospital_id,
    coalesce(p.department, s.department) as department,
    coalesce(p.bed_id, s.bed_id) as bed_id,
    case when p.bed_id is not null then 'occupied' else s.bed_status end as bed_state,
    coalesce(p.since, s.since) as since,
    minutes_between(coalesce(p.since, s.since), :as_of) as minutes
from present p
full join latest s on s.hospital_id = p.hospital_id and s.department = p.department and s.bed_id = p.bed_id
order by 1, 2, 3
