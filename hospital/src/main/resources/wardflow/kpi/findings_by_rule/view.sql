select rule_id, action, hospital_id, recorded_day, cast(sum(findings) as bigint) as findings
from gold.quality_result
where days_from(recorded_day, local_date(:as_of, 'UTC')) between 0 and :finding_days - 1
group by rule_id, action, hospital_id, recorded_day
order by rule_id, action, hospital_id, recorded_day
