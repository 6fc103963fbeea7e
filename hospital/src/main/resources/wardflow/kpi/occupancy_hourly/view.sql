select hospital_id, department, hour_start, closing_census, occupied_minutes, beds, occupancy_percent
from gold.fact_department_hour
where hour_start <= :as_of - interval '1 hour' and hour_start >= :as_of - interval '168 hours'
order by hospital_id, department, hour_start
