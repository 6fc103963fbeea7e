with visits as (
    select encounter_id, hospital_id, arrival_ts, discharge_ts,
        case when pending_from_ts <= :as_of and (pending_until_ts is null or pending_until_ts > :as_of)
            then pending_department end as pending_department,
        coalesce(expected_from_ts <= :as_of
            and expected_discharge_ts <= :as_of + interval '4 hours'
            and expected_discharge_ts >= :as_of - interval '24 hours', false) as leaves
    from gold.fact_patient_flow
),
present as (
    select s.hospital_id, s.department, v.pending_department, v.leaves
    from gold.fact_bed_stay s
    join visits v on v.encounter_id = s.encounter_id
    where s.start_ts <= :as_of and (s.end_ts is null or s.end_ts > :as_of)
),
-- Who comes may have no bed yet, or be on leave from one. A bed that was left for one that is not seen is not where the visit is.
coming as (
    select coalesce(s.hospital_id, v.hospital_id) as hospital_id, v.pending_department,
        case when s.end_ts is null or :as_of < s.end_ts or (s.exit = 'LEAVE' and (s.next_start_ts is null or :as_of < s.next_start_ts))
            then s.department end as department,
        row_number() over (partition by v.encounter_id order by s.stay_no desc) as latest
    from visits v
    left join gold.fact_bed_stay s on s.encounter_id = v.encounter_id and s.start_ts <= :as_of
    where v.pending_department is not null and not v.leaves and (v.arrival_ts <= :as_of or s.encounter_id is not null)
        and (v.discharge_ts is null or v.discharge_ts > :as_of)
),
moves as (
    select hospital_id, department,
        case when leaves then 1 else 0 end as discharges,
        case when pending_department <> department and not leaves then 1 else 0 end as transfers_out,
        0 as transfers_in
    from present
    union all
    select hospital_id, pending_department, 0, 0, 1
    from coming
    where latest = 1 and (department is null or pending_department <> department)
)
select hospital_id, department, cast(sum(discharges) as bigint) as expected_discharges,
    cast(sum(transfers_out) as bigint) as pending_transfers_out, cast(sum(transfers_in) as bigint) as pending_transfers_in
from moves
group by hospital_id, department
having sum(discharges + transfers_out + transfers_in) > 0
order by hospital_id, department
