package org.wardflow.spark.internal;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** What the prelude says about texts, in Java: Spark's own depends on the language of each machine. */
public final class TextFunctions {
    private TextFunctions() {}

    /** Makes them known to a session of Spark. */
    public static void register(SparkSession spark) {
        spark.udf()
                .register("wardflow_lower_case", (UDF1<String, String>) TextFunctions::lowerCase, DataTypes.StringType);
    }

    /** Each character by itself, in no language: an I is an i in Turkey too. */
    static @Nullable String lowerCase(@Nullable String text) {
        return text == null
                ? null
                : text.codePoints()
                        .map(Character::toLowerCase)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }
}
