package org.wardflow.proof.peer;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What both pipelines on Spark have in common: Delta tables in a database of their own, named {@code bronze}, {@code silver}, …. */
abstract class SparkPeer implements Peer {
    static final String EVENT = "patient_id string, gender string, age int, department string, admission_time string,"
            + " discharge_time string, bed_id int, hospital_id int";
    private static final String TIME = "yyyy-MM-dd'T'HH:mm:ss";

    final SparkSession spark;

    SparkPeer(SparkSession spark, String database) {
        this.spark = spark;
        sql("drop database if exists " + database + " cascade");
        sql("create database " + database);
        sql("use " + database);
        sql("create table bronze (raw_json string) using delta");
    }

    final Dataset<Row> sql(String text) {
        return spark.sql(text);
    }

    /** Appends the lines to bronze as they are, and leaves the parsed ones as the view {@code batch}. */
    final void land(Path lines) {
        Dataset<Row> raw = spark.read().text(lines.toString()).toDF("raw_json");
        raw.write().format("delta").mode("append").saveAsTable("bronze");
        raw.createOrReplaceTempView("raw");
        sql("create or replace temporary view batch as select raw_json, e.patient_id, e.gender, e.age, e.department,"
                + " try_to_timestamp(e.admission_time) as admission_time, try_to_timestamp(e.discharge_time) as discharge_time,"
                + " e.bed_id, e.hospital_id from (select raw_json, from_json(raw_json, '" + EVENT
                + "') as e from raw) r");
    }

    @Override
    public final List<String> visits() {
        return lines("select concat_ws('|', p.patient_id, d.hospital_id, d.department, f.bed_id,"
                + " date_format(f.admission_time, \"" + TIME + "\"), date_format(f.discharge_time, \"" + TIME + "\"))"
                + " from fact_patient_flow f left join dim_patient p on p.surrogate_key = f.patient_sk"
                + " left join dim_department d on d.surrogate_key = f.department_sk");
    }

    @Override
    public final List<String> versions() {
        return lines(
                "select concat_ws('|', patient_id, gender, coalesce(cast(age as string), 'null')) from dim_patient");
    }

    private List<String> lines(String query) {
        return sql(query).as(Encoders.STRING()).collectAsList();
    }

    @Override
    public final void close() {}
}
