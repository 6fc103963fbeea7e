-- Closed, and empty: it was said last of the bed, however long ago in a year, and nobody has lain in it since.
with closed as (
    select s.hospital_id, s.department, count(*) as beds
    from silver.bed_status_event s
    where lower(s.bed_status) = 'closed' and s.event_ts <= :as_of and s.event_ts > :as_of - interval '8760 hours'
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
    group by s.hospital_id, s.department
),
capacity as (
    select d.hospital_id, d.department, case when d.beds is not null then greatest(d.beds - coalesce(c.beds, 0), 0) end as beds
    from gold.dim_department d
    left join closed c on c.hospital_id = d.hospital_id and c.department = d.department
    where d.department_key <> 'unknown' and d.valid_from <= :as_of and (d.valid_to is null or d.valid_to > :as_of)
),
present as (
    select s.hospital_id, s.department, p.age, years_from(p.birth_date, local_date(:as_of, coalesce(h.time_zone, 'UTC'))) as years
    from gold.fact_bed_stay s
    left join gold.dim_hospital h on h.hospital_id = s.hospital_id
    left join gold.dim_patient p on p.patient_durable_key = s.patient_durable_key
        and p.valid_from <= :as_of and (p.valid_to is null or :as_of < p.valid_to)
    where s.start_ts <= :as_of and (s.end_ts is null or s.end_ts > :as_of)
),
-- A date of birth that makes nobody's age, of the future or filled in, tells none.
aged as (
    select hospital_id, department, case when years <= 120 then years else age end as age from present
),
banded as (
    select hospital_id, department,
        case when age is null then 'unknown' when age < 18 then '0-17' when age < 40 then '18-39' when age < 65 then '40-64'
            when age < 80 then '65-79' else '80+' end as age_band
    from aged
),
counted as (
    select hospital_id, department, age_band, count(*) as patients from banded group by hospital_id, department, age_band
),
-- Shares are differences of cut running totals: so they add up exactly, to 100 and to the occupancy.
running as (
    select hospital_id, department, age_band, patients,
        cast(sum(patients) over (partition by hospital_id, department) as bigint) as occupied,
        cast(sum(patients) over (
            partition by hospital_id, department order by age_band
            rows between unbounded preceding and current row) as bigint) as up_to
    from counted
)
select r.hospital_id, r.department, r.age_band, r.patients, r.occupied, c.beds as open_beds,
    cast((quotient(r.up_to * 1000, r.occupied) - quotient((r.up_to - r.patients) * 1000, r.occupied)) * 0.1 as decimal(18, 1)) as share_of_occupied_percent,
    cast((quotient(r.up_to * 1000, c.beds) - quotient((r.up_to - r.patients) * 1000, c.beds)) * 0.1 as decimal(18, 1)) as share_of_beds_percent
from running r
left join capacity c on c.hospital_id = r.hospital_id and c.department = r.department
order by r.hospital_id, r.department, r.age_band
