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
    union all
    -- A leave ends no step, unless it ended with a transfer or in another department. One that is not seen is another.
    select s.hospital_id, s.department, '3 in a bed until moved', s.occupied_minutes, s.next_start_ts
    from gold.fact_bed_stay s
    left join gold.fact_bed_stay n on n.encounter_id = s.encounter_id and n.stay_no = s.stay_no + 1
    where s.exit = 'LEAVE' and s.next_start_ts is not null
        and (n.encounter_id is null or n.entry = 'TRANSFER' or n.hospital_id <> s.hospital_id or n.department <> s.department)
)
select hospital_id, department, step, count(*) as patients,
    percentile_disc(0.5) within group (order by minutes) as median_minutes,
    percentile_disc(0.9) within group (order by minutes) as p90_minutes,
    max(minutes) as longest_minutes
from steps
where department is not null and minutes is not null and done_ts <= :as_of and minutes_between(done_ts, :as_of) < :flow_hours * 60
group by hospital_id, department, step
order by hospital_id, department, step
