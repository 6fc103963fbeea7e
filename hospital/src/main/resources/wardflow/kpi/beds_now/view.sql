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
