with index_visits as (
    select hospital_id, department, patient_id, encounter_id, discharge_ts
    from gold.fact_patient_flow
    where has_valid_interval and minutes_between(discharge_ts, :as_of) >= :readmission_days * 1440
        and minutes_between(discharge_ts, :as_of) < :readmission_days * 2880
        and coalesce(lower(disposition), '') not in ('deceased', 'transfer', 'against advice')
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
