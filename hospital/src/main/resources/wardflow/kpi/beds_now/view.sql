with present as (
    select distinct hospital_id, department, bed_id
    from gold.fact_bed_stay
    where start_ts <= :as_of and (end_ts is null or end_ts > :as_of)
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
-- What was said before a patient left tells nothing of the bed since. Only what was said last is put in order, which is of little
-- instead of a month.
statuses as (
    select s.hospital_id, s.department, s.bed_id, case when e.end_ts > s.event_ts then 'vacated' else lower(s.bed_status) end as bed_status,
        row_number() over (
            partition by s.hospital_id, s.department, s.bed_id
            order by s.recorded_ts desc, s.sequence desc, s.event_id desc, s.payload_sha256 desc) as nth
    from told t
    join silver.bed_status_event s on s.hospital_id = t.hospital_id and s.department = t.department and s.bed_id = t.bed_id
        and s.event_ts = t.event_ts
    left join emptied e on e.hospital_id = s.hospital_id and e.department = s.department and e.bed_id = s.bed_id
    union all
    select hospital_id, department, bed_id, 'closed', 1 from closed_before
)
select s.hospital_id, s.department,
    count(*) filter (where s.bed_status = 'dirty') as dirty,
    count(*) filter (where s.bed_status = 'cleaning') as cleaning,
    count(*) filter (where s.bed_status = 'closed') as closed
from statuses s
left join present p on p.hospital_id = s.hospital_id and p.department = s.department and p.bed_id = s.bed_id
where s.nth = 1 and s.bed_status in ('dirty', 'cleaning', 'closed') and p.bed_id is null
group by s.hospital_id, s.department
order by s.hospital_id, s.department
