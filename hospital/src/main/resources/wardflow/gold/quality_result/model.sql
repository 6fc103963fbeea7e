-- key:   rule_id, source, hospital_id, recorded_day
-- input: silver.event_finding
-- input: silver.visit_finding
-- input: silver.patient_finding
-- input: silver.bed_finding
-- input: silver.row_finding
with findings as (
    select rule_id, action, source, hospital_id, recorded_day from silver.event_finding
    union all
    select rule_id, action, source, hospital_id, recorded_day from silver.visit_finding
    union all
    select rule_id, action, source, hospital_id, recorded_day from silver.patient_finding
    union all
    select rule_id, action, source, hospital_id, recorded_day from silver.bed_finding
    union all
    select rule_id, action, source, hospital_id, recorded_day from silver.row_finding
)
select rule_id, action, source, hospital_id, recorded_day, count(*) as findings
from findings
group by rule_id, action, source, hospital_id, recorded_day
