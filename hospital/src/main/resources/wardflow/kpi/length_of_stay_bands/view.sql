with visits as (
    select hospital_id, department,
        case when length_of_stay_minutes < 360 then 1
            when length_of_stay_minutes < 1440 then 2
            when length_of_stay_minutes < 4320 then 3
            when length_of_stay_minutes < 10080 then 4
            else 5 end as band_no
    from gold.fact_patient_flow
    where length_of_stay_minutes is not null and discharge_ts <= :as_of and discharge_ts > :as_of - interval '720 hours'
)
select hospital_id, department, band_no,
    case band_no when 1 then 'under 6 h' when 2 then '6-24 h' when 3 then '1-3 d' when 4 then '3-7 d' else '7 d and more' end as band,
    count(*) as visits
from visits
group by hospital_id, department, band_no
order by hospital_id, department, band_no
