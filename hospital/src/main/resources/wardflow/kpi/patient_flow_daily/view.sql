-- A leave is no move, unless the stay after it begins with a transfer or in another department: then who left is out, and in there, as that
-- stay begins. The department of a neighbour that is not seen is another one.
with moves as (
    select hospital_id, department, start_ts as move_ts, case when entry = 'ADMISSION' then 1 else 0 end as admissions,
        case when entry = 'TRANSFER' then 1 else 0 end as transfers_in, 0 as discharges, 0 as transfers_out
    from gold.fact_bed_stay
    where entry in ('ADMISSION', 'TRANSFER')
    union all
    select s.hospital_id, s.department, s.start_ts, 0, 1, 0, 0
    from gold.fact_bed_stay s
    left join gold.fact_bed_stay p on p.encounter_id = s.encounter_id and p.stay_no = s.stay_no - 1
    where s.entry = 'RETURN' and s.stay_no > 1
        and (p.encounter_id is null or p.exit = 'TRANSFER' or p.hospital_id <> s.hospital_id or p.department <> s.department)
    union all
    select hospital_id, department, end_ts, 0, 0, case when exit = 'DISCHARGE' then 1 else 0 end,
        case when exit = 'TRANSFER' then 1 else 0 end
    from gold.fact_bed_stay
    where exit in ('DISCHARGE', 'TRANSFER')
    union all
    select s.hospital_id, s.department, s.next_start_ts, 0, 0, 0, 1
    from gold.fact_bed_stay s
    left join gold.fact_bed_stay n on n.encounter_id = s.encounter_id and n.stay_no = s.stay_no + 1
    where s.exit = 'LEAVE' and s.next_start_ts is not null
        and (n.encounter_id is null or n.entry = 'TRANSFER' or n.hospital_id <> s.hospital_id or n.department <> s.department)
    union all
    select s.hospital_id, s.department, f.discharge_ts, 0, 0, 1, 0
    from gold.fact_patient_flow f
    join gold.fact_bed_stay s on s.encounter_id = f.encounter_id
    where s.exit = 'LEAVE' and s.next_start_ts is null and f.discharge_ts is not null
)
select m.hospital_id, m.department, local_date(m.move_ts, h.time_zone) as day,
    cast(sum(m.admissions) as bigint) as admissions, cast(sum(m.discharges) as bigint) as discharges,
    cast(sum(m.transfers_in) as bigint) as transfers_in, cast(sum(m.transfers_out) as bigint) as transfers_out
from moves m
join gold.dim_hospital h on h.hospital_id = m.hospital_id
where m.move_ts <= :as_of and m.move_ts > :as_of - interval '744 hours'
    and days_from(local_date(m.move_ts, h.time_zone), local_date(:as_of, h.time_zone)) < 30
group by m.hospital_id, m.department, local_date(m.move_ts, h.time_zone)
order by m.hospital_id, m.department, day
