with visits as (
    select coalesce(p.gender, 'Unknown') as gender, f.visit_key, f.hospital_id, f.department, f.bed_id, f.admission_date,
        f.length_of_stay_minutes,
        f.has_valid_interval and (f.discharge_ts is null or f.discharge_ts > :as_of) as is_admitted
    from gold.fact_patient_flow f
    left join gold.dim_patient p on p.patient_key = f.patient_key
    where f.admission_ts <= :as_of
)
select gender, cast(quotient(1000 * count(*) filter (where is_admitted), count(*)) * 0.1 as decimal(18, 1)) as bed_occupancy_percent
from visits
group by gender
order by gender
