with present as (
    select s.hospital_id, s.department,
        case when f.pending_from_ts <= :as_of and (f.pending_until_ts is null or f.pending_until_ts > :as_of)
            then f.pending_department end as pending_department,
        coalesce(f.expected_from_ts <= :as_of
            and f.expected_discharge_ts <= :as_of + interval '4 hours'
            and f.expected_discharge_ts >= :as_of - interval '24 hours', false) as leaves
    from gold.fact_bed_stay s
    join gold.fact_patient_flow f on f.encounter_id = s.encounter_id
    where s.start_ts <= :as_of and (s.end_ts is null or s.end_ts > :as_of)
),
moves as (
    select hospital_id, department,
        case when leaves then 1 else 0 end as discharges,
        case when pending_department <> department and not leaves then 1 else 0 end as transfers_out,
        0 as transfers_in
    from present
    union all
    select hospital_id, pending_department, 0, 0, 1
    from present
    where pending_department <> department and not leaves
)
select hospital_id, department, cast(sum(discharges) as bigint) as expected_discharges,
    cast(sum(transfers_out) as bigint) as pending_transfers_out, cast(sum(transfers_in) as bigint) as pending_transfers_in
from moves
group by hospital_id, department
having sum(discharges + transfers_out + transfers_in) > 0
order by hospital_id, department
