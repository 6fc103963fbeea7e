select s.hospital_id, h.name as hospital, s.department, count(*) as patients
from gold.fact_bed_stay s
left join gold.dim_hospital h on h.hospital_id = s.hospital_id
where s.start_ts <= :as_of and (s.end_ts is null or s.end_ts > :as_of)
group by s.hospital_id, h.name, s.department
order by s.hospital_id, s.department
