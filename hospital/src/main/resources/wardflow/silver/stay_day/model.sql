-- key:   encounter_id
-- input: silver.bed_stay
-- input: silver.last_day whole
-- keys from silver.last_day: select encounter_id from silver.bed_stay where end_ts is null or end_ts >= day_start((select min(last_day) from changes)) or (select count(*) from changes) <> 2 or (select count(*) from silver.last_day) <> 1
-- Anything but one old day and one new (rows made anew, none, several) has all of them looked at.
with spans as (
    select s.encounter_id, s.stay_no, s.patient_id, s.hospital_id, s.department, s.bed_id,
        s.start_ts, s.end_ts, s.entry, s.exit, s.recorded_ts,
        days_between(
            cast(s.start_ts as date),
            least(l.last_day, coalesce(cast(s.end_ts as date), l.last_day))) as days
    from silver.bed_stay s
    cross join silver.last_day l
)
select s.encounter_id, s.stay_no, d.day, s.patient_id, s.hospital_id, s.department, s.bed_id,
    s.start_ts, s.end_ts, s.entry, s.exit, s.recorded_ts
from spans s
cross join lateral explode(s.days) as d(day)
