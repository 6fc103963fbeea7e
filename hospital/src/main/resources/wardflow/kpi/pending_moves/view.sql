with standing as (
    select encounter_id, event_type, pending_department,
        event_type = 'PENDING_DISCHARGE'
            and expected_ts <= :as_of + interval '4 hours' and expected_ts >= :as_of - interval '24 hours' as leaves
    from gold.fact_pending_move
    where pending_from_ts <= :as_of and (pending_until_ts is null or pending_until_ts > :as_of)
),
leaving as (
    select encounter_id from standing where leaves
),
transfers as (
    select t.encounter_id, t.pending_department
    from standing t
    left join leaving l on l.encounter_id = t.encounter_id
    where t.event_type = 'PENDING_TRANSFER' and l.encounter_id is null
),
present as (
    select encounter_id, hospital_id, department
    from gold.fact_bed_stay
    where start_ts <= :as_of and (end_ts is null or end_ts > :as_of)
),
-- Who comes may have no bed yet, or be on leave from one. A bed that was left for one that is not seen is not where the visit is.
coming as (
    select coalesce(s.hospital_id, f.hospital_id) as hospital_id, t.pending_department,
        case when s.end_ts is null or :as_of < s.end_ts or (s.exit = 'LEAVE' and (s.next_start_ts is null or :as_of < s.next_start_ts))
            then s.department end as department,
        row_number() over (partition by f.encounter_id order by s.stay_no desc) as latest
    from transfers t
    join gold.fact_patient_flow f on f.encounter_id = t.encounter_id
    left join gold.fact_bed_stay s on s.encounter_id = f.encounter_id and s.start_ts <= :as_of
    where t.pending_department is not null and (f.arrival_ts <= :as_of or s.encounter_id is not null)
        and (f.discharge_ts is null or f.discharge_ts > :as_of)
),
moves as (
    select p.hospital_id, p.department, 1 as discharges, 0 as transfers_out, 0 as transfers_in
    from present p
    join leaving l on l.encounter_id = p.encounter_id
    union all
    select p.hospital_id, p.department, 0, 1, 0
    from present p
    join transfers t on t.encounter_id = p.encounter_id and t.pending_department <> p.department
    union all
    select hospital_id, pending_department, 0, 0, 1
    from coming
    where latest = 1 and (department is null or pending_department <> department)
)
select hospital_id, department, cast(sum(discharges) as bigint) as expected_discharges,
    cast(sum(transfers_out) as bigint) as pending_transfers_out, cast(sum(transfers_in) as bigint) as pending_transfers_in
from moves
group by hospital_id, department
order by hospital_id, department
