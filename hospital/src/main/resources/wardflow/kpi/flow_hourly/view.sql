select hospital_id, department, hour_start, admissions, transfers_in, discharges, transfers_out, closing_census
from gold.fact_department_hour
where hour_start <= :as_of - interval '1 hour' and hour_start >= :as_of - interval '48 hours'
order by hospital_id, department, hour_start
