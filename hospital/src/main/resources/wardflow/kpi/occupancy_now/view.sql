with present as (
    select hospital_id, department, bed_id
    from gold.fact_bed_stay
    where start_ts <= :as_of and (end_ts is null or end_ts > :as_of)
),
occupied as (
    select hospital_id, department, count(*) as stays, count(distinct bed_id) as beds from present group by hospital_id, department
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
    select s.hospital_id, s.department, s.bed_id, s.event_ts, lower(s.bed_status) as bed_status,
        row_number() over (
            partition by s.hospital_id, s.department, s.bed_id
            order by s.recorded_ts desc, s.sequence desc, s.event_id desc, s.payload_sha256 desc) as nth
    from told t
    join silver.bed_status_event s on s.hospital_id = t.hospital_id and s.department = t.department and s.bed_id = t.bed_id
        and s.event_ts = t.event_ts
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
statuses as (
    select s.hospital_id, s.department, s.bed_id, case when e.end_ts > s.event_ts then 'vacated' else s.bed_status end as bed_status
    from said s
    left join emptied e on e.hospital_id = s.hospital_id and e.department = s.department and e.bed_id = s.bed_id
    where s.nth = 1
    union all
    select e.hospital_id, e.department, e.bed_id, 'vacated'
    from emptied e
    left join told t on t.hospital_id = e.hospital_id and t.department = e.department and t.bed_id = e.bed_id
    where t.bed_id is null and exists (
        select 1
        from silver.bed_status_event s
        where s.hospital_id = e.hospital_id and s.department = e.department and s.bed_id = e.bed_id
            and s.event_ts <= :as_of - interval '720 hours' and s.event_ts > :as_of - interval '8760 hours')
    union all
    select hospital_id, department, bed_id, 'closed' from closed_before
),
-- A word that nobody here knows, such as a code of another system, does not say that the bed is ready.
unusable as (
    select s.hospital_id, s.department, count(*) as beds, count(*) filter (where s.bed_status = 'dirty') as dirty,
        count(*) filter (where s.bed_status = 'cleaning') as cleaning, count(*) filter (where s.bed_status = 'closed') as closed
    from statuses s
    left join (select distinct hospital_id, department, bed_id from present) p
        on p.hospital_id = s.hospital_id and p.department = s.department and p.bed_id = s.bed_id
    where s.bed_status <> 'ready' and p.bed_id is null
    group by s.hospital_id, s.department
),
admitted as (
    select f.hospital_id, f.department, count(*) as visits
    from gold.fact_patient_flow f
    where f.department is not null and f.has_valid_interval and f.admission_ts <= :as_of and f.admission_ts > :as_of - interval '1 hour'
        and f.discharge_ts is distinct from f.admission_ts
    group by f.hospital_id, f.department
),
-- A visit is where its bed is, also while it is on leave; without one, where it came in, or in
-- the ward that admitted it to a bed that is not seen. Whose latest bed was left for another one
-- that is not seen is in a ward outside the scope.
boarding as (
    select coalesce(s.hospital_id, f.hospital_id) as hospital_id,
        coalesce(s.department, case when f.admission_ts <= :as_of then f.department else f.arrival_department end) as department,
        s.encounter_id is null or s.end_ts is null or :as_of < s.end_ts
            or (s.exit = 'LEAVE' and (s.next_start_ts is null or :as_of < s.next_start_ts)) as is_here,
        row_number() over (partition by f.encounter_id order by s.stay_no desc) as latest
    from gold.fact_patient_flow f
    left join silver.visit v on v.encounter_id = f.encounter_id
    left join gold.fact_bed_stay s on s.encounter_id = f.encounter_id and s.start_ts <= :as_of
    where f.arrival_ts <= :as_of and f.bed_request_ts <= :as_of and (f.bed_assigned_ts is null or f.bed_assigned_ts > :as_of)
        and (f.discharge_ts is null or f.discharge_ts > :as_of)
        and coalesce(minutes_between(v.last_event_ts, :as_of), 0) <= :silent_wait_hours * 60
),
waiting as (
    select hospital_id, department, count(*) as visits
    from boarding
    where latest = 1 and is_here and department is not null
    group by hospital_id, department
),
discharged as (
    select hospital_id, department
    from gold.fact_bed_stay
    where exit = 'DISCHARGE' and end_ts <= :as_of and end_ts > :as_of - interval '1 hour'
    union all
    select s.hospital_id, s.department
    from gold.fact_patient_flow f
    join gold.fact_bed_stay s on s.encounter_id = f.encounter_id
    where s.exit = 'LEAVE' and s.next_start_ts is null and f.discharge_ts <= :as_of and f.discharge_ts > :as_of - interval '1 hour'
),
departures as (
    select hospital_id, department, count(*) as discharges from discharged group by hospital_id, department
),
capacity as (
    select hospital_id, department, beds
    from gold.dim_department
    where department_key <> 'unknown' and valid_from <= :as_of and (valid_to is null or valid_to > :as_of)
),
departments as (
    select hospital_id, department from capacity
    union
    select hospital_id, department from occupied
    union
    select hospital_id, department from admitted
    union
    select hospital_id, department from waiting
    union
    select hospital_id, department from departures
    union
    select hospital_id, department from unusable
)
select d.hospital_id, h.name as hospital, d.department, c.beds,
    coalesce(o.stays, 0) as occupied,
    case when c.beds is not null then greatest(c.beds - coalesce(o.beds, 0) - coalesce(u.beds, 0), 0) end as ready_beds,
    cast(quotient(coalesce(o.stays, 0) * 1000, greatest(c.beds - coalesce(u.closed, 0), 0)) * 0.1 as decimal(18, 1))
        as occupancy_percent,
    coalesce(w.visits, 0) as waiting,
    coalesce(a.visits, 0) as admissions_last_hour,
    coalesce(x.discharges, 0) as discharges_last_hour,
    coalesce(u.closed, 0) as closed_beds, coalesce(u.dirty, 0) as dirty_beds, coalesce(u.cleaning, 0) as cleaning_beds
from departments d
left join capacity c on c.hospital_id = d.hospital_id and c.department = d.department
left join occupied o on o.hospital_id = d.hospital_id and o.department = d.department
left join unusable u on u.hospital_id = d.hospital_id and u.department = d.department
left join admitted a on a.hospital_id = d.hospital_id and a.department = d.department
left join waiting w on w.hospital_id = d.hospital_id and w.department = d.department
left join departures x on x.hospital_id = d.hospital_id and x.department = d.department
left join gold.dim_hospital h on h.hospital_id = d.hospital_id
order by d.hospital_id, d.department
