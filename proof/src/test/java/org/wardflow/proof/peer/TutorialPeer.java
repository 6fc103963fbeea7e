package org.wardflow.proof.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The pipeline as the tutorials have it: wrong times become now, ages over 100 a random one, the newest row of each patient is the patient,
 * keys are counted anew in each run, the department dimension and the fact are overwritten.
 */
final class TutorialPeer extends SparkPeer {
    TutorialPeer(SparkSession spark) {
        super(spark, "tutorial");
        sql(
                "create table silver (patient_id string, gender string, age int, department string, admission_time timestamp,"
                        + " discharge_time timestamp, bed_id int, hospital_id int) using delta");
        sql("create table dim_patient (patient_id string, gender string, age int, effective_from timestamp,"
                + " surrogate_key bigint, effective_to timestamp, is_current boolean, row_hash string) using delta");
    }

    @Override
    public String name() {
        return "tutorial on Spark + Delta";
    }

    @Override
    public void take(List<byte[]> payloads, Path lines) {
        land(lines);
        sql(
                "insert into silver select patient_id, gender, case when age > 100 then cast(floor(rand() * 90 + 1) as int) else age end,"
                        + " department, case when admission_time is null or admission_time > current_timestamp() then current_timestamp()"
                        + " else admission_time end, discharge_time, bed_id, hospital_id from batch");
        sql(
                "create or replace temporary view newest as select * from (select s.*, row_number() over (partition by patient_id"
                        + " order by admission_time desc) as n, sha2(concat_ws('||', coalesce(gender, 'NA'),"
                        + " coalesce(cast(age as string), 'NA')), 256) as row_hash from silver s) where n = 1");
        List<Row> closed = sql("select c.surrogate_key from dim_patient c join newest n on n.patient_id = c.patient_id"
                        + " where c.is_current and c.row_hash <> n.row_hash")
                .collectAsList();
        sql(
                "create or replace temporary view fresh as select n.* from newest n left join (select * from dim_patient where is_current) c"
                        + " on c.patient_id = n.patient_id where c.patient_id is null or c.row_hash <> n.row_hash");
        sql(
                "create or replace table incoming using delta as select patient_id, gender, age, current_timestamp() as effective_from,"
                        + " monotonically_increasing_id() as surrogate_key, cast(null as timestamp) as effective_to, true as is_current,"
                        + " row_hash from fresh");
        if (!closed.isEmpty()) {
            String keys =
                    closed.stream().map(row -> Long.toString(row.getLong(0))).collect(Collectors.joining(","));
            sql("update dim_patient set is_current = false, effective_to = current_timestamp() where surrogate_key in ("
                    + keys + ")");
        }
        sql("insert into dim_patient select * from incoming");
        sql(
                "create or replace table dim_department using delta as select monotonically_increasing_id() as surrogate_key,"
                        + " department, hospital_id from (select distinct department, hospital_id from silver)");
        sql("create or replace table fact_patient_flow using delta as select monotonically_increasing_id() as fact_id,"
                + " p.surrogate_key as patient_sk, d.surrogate_key as department_sk, n.admission_time, n.discharge_time,"
                + " cast(n.admission_time as date) as admission_date,"
                + " (unix_timestamp(n.discharge_time) - unix_timestamp(n.admission_time)) / 3600.0 as length_of_stay_hours,"
                + " n.discharge_time > current_timestamp() as is_currently_admitted, n.bed_id from newest n"
                + " left join (select * from dim_patient where is_current) p on p.patient_id = n.patient_id"
                + " left join dim_department d on d.department = n.department and d.hospital_id = n.hospital_id");
    }
}
