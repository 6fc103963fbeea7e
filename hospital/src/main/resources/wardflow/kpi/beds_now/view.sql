with present as (
    select distinct hospital_id, department, bed_id
    from gold.fact_bed_stay
    where start_ts <= :as_of and (end_ts is null or end_ts > :as_of)
),
statuses as (
    select hospital_id, department, bed_id, lower(bed_status) as bed_status,
        row_number() over (
            partition by hospital_id, department, bed_id
            order by event_ts desc, recorded_ts desc, sequence desc, event_id desc, payload_sha256 desc) as nth
    from silver.bed_status_event
    where event_ts <= :as_of and event_ts > :as_of - interval '720 hours'
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
