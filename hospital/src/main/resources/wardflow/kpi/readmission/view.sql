with ended as (
    select i.hospital_id, i.department, i.patient_id, i.encounter_id, i.discharge_ts, coalesce(h.time_zone, 'UTC') as time_zone
    from gold.fact_patient_flow i
    left join gold.dim_hospital h on h.hospital_id = i.hospital_id
    where i.has_valid_interval and minutes_between(i.discharge_ts, :as_of) >= :readmission_days * 1440
        and minutes_between(i.discharge_ts, :as_of) < :readmission_days * 2880
        and coalesce(lower(i.disposition), '') not in ('deceased', 'transfer', 'against advice')
),
-- Whoever is in another hospital by the next day was passed on, whatever the discharge says: of one episode of care the last visit counts.
passed_on as (
    select distinct i.encounter_id
    from ended i
    join gold.fact_patient_flow f on f.patient_id = i.patient_id and f.hospital_id <> i.hospital_id
    where f.admission_ts >= i.discharge_ts and f.admission_ts <= :as_of
        and days_from(local_date(i.discharge_ts, i.time_zone), local_date(f.admission_ts, i.time_zone)) <= 1
),
index_visits as (
    select i.hospital_id, i.department, i.patient_id, i.encounter_id, i.discharge_ts
    from ended i
    left join passed_on p on p.encounter_id = i.encounter_id
    where p.encounter_id is null
),
returned as (
    select distinct i.encounter_id
    from index_visits i
    join gold.fact_patient_flow f on f.patient_id = i.patient_id and f.encounter_id <> i.encounter_id
    where f.admission_ts > i.discharge_ts and minutes_between(i.discharge_ts, f.admission_ts) <= :readmission_days * 1440
)
select i.hospital_id, i.department, count(*) as discharges, count(r.encounter_id) as readmissions,
    cast(quotient(count(r.encounter_id) * 1000, count(*)) * 0.1 as decimal(18, 1)) as readmission_percent
from index_visits i
left join returned r on r.encounter_id = i.encounter_id
group by i.hospital_id, i.department
order by i.hospital_id, i.department
