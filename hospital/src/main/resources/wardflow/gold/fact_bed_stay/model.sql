-- key:   patient_id
-- input: silver.bed_stay
-- input: gold.dim_patient
-- input: gold.dim_department whole
-- keys from gold.dim_department since start_ts >= valid_from: select s.patient_id from silver.bed_stay s join changes c on c.hospital_id = s.hospital_id and c.department = s.department where s.start_ts >= c.valid_from and (c.valid_to is null or s.start_ts < c.valid_to)
select sha2(concat(s.encounter_id, '|', cast(s.stay_no as string)), 256) as stay_key, s.encounter_id, s.stay_no,
    coalesce(p.patient_key, 'unknown') as patient_key, sha2(s.patient_id, 256) as patient_durable_key, s.patient_id, s.hospital_id,
    coalesce(d.department_key, 'unknown') as department_key, s.department, s.bed_id,
    s.start_ts, s.end_ts, s.entry, s.exit,
    minutes_between(s.start_ts, s.end_ts) as occupied_minutes,
    lead(s.start_ts) over (partition by s.patient_id, s.encounter_id order by s.stay_no) as next_start_ts
from silver.bed_stay s
left join gold.dim_patient p
    on p.patient_id = s.patient_id and p.valid_from <= s.admission_ts
    and s.admission_ts < coalesce(p.valid_to, cast('9999-12-31 00:00:00' as timestamp))
left join gold.dim_department d
    on d.hospital_id = s.hospital_id and d.department = s.department
    and d.valid_from <= s.start_ts and s.start_ts < coalesce(d.valid_to, cast('9999-12-31 00:00:00' as timestamp))
