with present as (
    select s.hospital_id, s.department, minutes_between(f.admission_ts, :as_of) as minutes
    from gold.fact_bed_stay s
    join gold.fact_patient_flow f on f.encounter_id = s.encounter_id
    where s.start_ts <= :as_of and (s.end_ts is null or s.end_ts > :as_of)
)
select hospital_id, department, count(*) as patients,
    count(*) filter (where minutes > :overstay_hours * 60) as overstays,
    cast(quotient(1000 * count(*) filter (where minutes > :overstay_hours * 60), count(*)) * 0.1 as decimal(18, 1)) as overstay_percent,
    quotient(max(minutes), 60) as longest_hours
from present
group by hospital_id, department
order by hospital_id, department
