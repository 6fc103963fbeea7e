with capacity as (
    select hospital_id, department, beds
    from gold.dim_department
    where department_key <> 'unknown' and valid_from <= :as_of and (valid_to is null or valid_to > :as_of)
),
present as (
    select hospital_id, department, bed_id
    from gold.fact_bed_stay
    where start_ts <= :as_of and (end_ts is null or end_ts > :as_of)
),
occupied as (
    select hospital_id, department, count(*) as stays from present group by hospital_id, department
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
),
closed as (
    select s.hospital_id, s.department, count(*) as beds
    from (
        select hospital_id, department, bed_id from statuses where nth = 1 and bed_status = 'closed'
        union all
        select hospital_id, department, bed_id from closed_before
    ) s
    left join (select distinct hospital_id, department, bed_id from present) p
        on p.hospital_id = s.hospital_id and p.department = s.department and p.bed_id = s.bed_id
    where p.bed_id is null
    group by s.hospital_id, s.department
),
departments as (
    select c.hospital_id, c.department, c.beds, coalesce(o.stays, 0) as stays,
        greatest(c.beds - coalesce(x.beds, 0), 0) as open_beds
    from capacity c
    left join occupied o on o.hospital_id = c.hospital_id and o.department = c.department
    left join closed x on x.hospital_id = c.hospital_id and x.department = c.department
    where c.beds is not null
)
select d.hospital_id, h.name as hospital, cast(sum(d.beds) as bigint) as beds, cast(sum(d.stays) as bigint) as occupied,
    cast(quotient(cast(sum(d.stays) as bigint) * 1000, cast(sum(d.open_beds) as bigint)) * 0.1 as decimal(18, 1)) as occupancy_percent,
    cast(sum(d.beds - d.open_beds) as bigint) as closed_beds
from departments d
left join gold.dim_hospital h on h.hospital_id = d.hospital_id
group by d.hospital_id, h.name
order by d.hospital_id
