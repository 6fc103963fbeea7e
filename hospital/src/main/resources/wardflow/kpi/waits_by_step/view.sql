with steps as (
    select hospital_id, arrival_department as department, '1 arrival to admission' as step, wait_minutes as minutes, admission_ts as done_ts
    from gold.fact_patient_flow
    union all
    select hospital_id, department, '2 bed request to bed', boarding_minutes, bed_assigned_ts
    from gold.fact_patient_flow
    union all
    select hospital_id, department, case when exit = 'TRANSFER' then '3 in a bed until moved' else '4 in a bed until discharged' end,
        occupied_minutes, end_ts
    from gold.fact_bed_stay
    where exit in ('TRANSFER', 'DISCHARGE')
)
select hospital_id, department, step, count(*) as patients,
    percentile_disc(0.5) within group (order by minutes) as median_minutes,
    percentile_disc(0.9) within group (order by minutes) as p90_minutes,
    max(minutes) as longest_minutes
from steps
where department is not null and minutes is not null and done_ts <= :as_of and minutes_between(done_ts, :as_of) < :flow_hours * 60
group by hospital_id, department, step
order by hospital_id, department, step
