package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSparkTest {
    @Test
    void itWritesAndReadsADeltaTable(@TempDir Path folder) {
        SparkSession spark = LocalSpark.session();
        spark.range(10).write().format("delta").save(folder.resolve("t").toString());
        assertThat(spark.read()
                        .format("delta")
                        .load(folder.resolve("t").toString())
                        .count())
                .isEqualTo(10);
    }
}
