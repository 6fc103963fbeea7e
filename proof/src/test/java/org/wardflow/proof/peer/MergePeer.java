package org.wardflow.proof.peer;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The same tables by an engineer who knows the trade: events are taken once, what cannot be is set aside or made null, patients that a batch touches get
 * their versions anew in event time, and everything is merged, nothing overwritten. Batch by batch it is as right as ours.
 */
final class MergePeer extends SparkPeer {
    MergePeer(SparkSession spark) {
        super(spark, "merging");
        sql("create table silver (payload_sha256 string, patient_id string, gender string, age int, department string,"
                + " admission_time timestamp, discharge_time timestamp, bed_id int, hospital_id int) using delta");
        sql("create table quarantine (payload_sha256 string, raw_json string, rule string) using delta");
        sql(
                "create table dim_patient (surrogate_key string, patient_id string, gender string, age int, valid_from timestamp,"
                        + " valid_to timestamp, is_current boolean) using delta");
        sql("create table dim_department (surrogate_key string, department string, hospital_id int) using delta");
        sql(
                "create table fact_patient_flow (visit_key string, patient_sk string, department_sk string, admission_time timestamp,"
                        + " discharge_time timestamp, admission_date date, length_of_stay_minutes bigint, bed_id int) using delta");
    }

    @Override
    public String name() {
        return "MERGE on Spark + Delta";
    }

    @Override
    public void take(List<byte[]> payloads, Path lines) {
        land(lines);
        sql(
                "create or replace temporary view keyed as select * from (select b.*, sha2(raw_json, 256) as payload_sha256,"
                        + " row_number() over (partition by sha2(raw_json, 256) order by 1) as n from batch b) where n = 1");
        sql("merge into quarantine q using (select payload_sha256, raw_json, 'future_event_time' as rule from keyed"
                + " where admission_time is null or admission_time > current_timestamp()) k on k.payload_sha256 = q.payload_sha256"
                + " when not matched then insert *");
        sql("create or replace table touched using delta as select payload_sha256, patient_id, gender,"
                + " case when age between 0 and 120 then age end as age, department, admission_time, discharge_time, bed_id,"
                + " hospital_id from keyed where admission_time <= current_timestamp()");
        sql(
                "merge into silver s using touched k on k.payload_sha256 = s.payload_sha256 when not matched then insert *");
        sql(
                "merge into dim_department d using (select distinct sha2(concat_ws('|', hospital_id, department), 256) as surrogate_key,"
                        + " department, hospital_id from touched) t on t.surrogate_key = d.surrogate_key when not matched then insert *");
        sql("create or replace table versions using delta as " + versionsOfTouched());
        sql(
                "merge into dim_patient p using (select * from versions union all select surrogate_key, patient_id, null, null, null,"
                        + " null, null from dim_patient where patient_id in (select patient_id from touched) and surrogate_key not in"
                        + " (select surrogate_key from versions)) v on v.surrogate_key = p.surrogate_key"
                        + " when matched and v.valid_from is null then delete when matched then update set *"
                        + " when not matched then insert *");
        sql(
                "merge into fact_patient_flow f using (select sha2(concat_ws('|', s.hospital_id, s.patient_id, s.admission_time), 256)"
                        + " as visit_key, v.surrogate_key as patient_sk, sha2(concat_ws('|', s.hospital_id, s.department), 256) as department_sk,"
                        + " s.admission_time, s.discharge_time, cast(s.admission_time as date) as admission_date,"
                        + " cast((unix_timestamp(s.discharge_time) - unix_timestamp(s.admission_time)) / 60 as bigint) as length_of_stay_minutes,"
                        + " s.bed_id from silver s join versions v on v.patient_id = s.patient_id and v.valid_from <= s.admission_time"
                        + " and (v.valid_to is null or s.admission_time < v.valid_to)) t on t.visit_key = f.visit_key"
                        + " when matched then update set * when not matched then insert *");
    }

    /** The versions of the patients that the batch names, from all their events. */
    private static String versionsOfTouched() {
        return "select sha2(concat_ws('|', patient_id, admission_time), 256) as surrogate_key, patient_id, gender, age,"
                + " admission_time as valid_from, lead(admission_time) over (partition by patient_id order by admission_time) as valid_to,"
                + " lead(admission_time) over (partition by patient_id order by admission_time) is null as is_current from ("
                + "select *, lag(struct(gender, age)) over (partition by patient_id order by admission_time) as before from ("
                + "select patient_id, admission_time, last_value(gender, true) over w as gender, last_value(age, true) over w as age"
                + " from silver where patient_id in (select patient_id from touched)"
                + " window w as (partition by patient_id order by admission_time rows between unbounded preceding and current row)))"
                + " where before is null or not (before <=> struct(gender, age))";
    }
}
