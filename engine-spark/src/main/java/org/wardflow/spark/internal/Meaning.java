package org.wardflow.spark.internal;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.RuntimeConfig;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What SQL means, and which rows it finds, must not depend on how a cluster is set up: its defaults for SQL give way to Spark's own, and some
 * are ours whatever anybody asks for.
 */
public final class Meaning {
    private static final String SQL = "spark.sql.";

    /** A file that cannot be read is an error, and never a file without rows: keys would be replaced by less than they have. */
    static final Map<String, String> FILES = Map.of("ignoreMissingFiles", "false", "ignoreCorruptFiles", "false");

    private static final Map<String, String> PINNED = Map.ofEntries(
            Map.entry("spark.sql.session.timeZone", "UTC"),
            Map.entry("spark.sql.ansi.enabled", "true"),
            Map.entry("spark.sql.ansi.doubleQuotedIdentifiers", "false"),
            Map.entry("spark.sql.parser.escapedStringLiterals", "false"),
            Map.entry("spark.sql.parser.quotedRegexColumnNames", "false"),
            Map.entry("spark.sql.variable.substitute", "false"),
            Map.entry("spark.sql.caseSensitive", "false"),
            Map.entry("spark.sql.timestampType", "TIMESTAMP_LTZ"),
            Map.entry("spark.sql.datetime.java8API.enabled", "true"),
            Map.entry("spark.sql.legacy.timeParserPolicy", "CORRECTED"),
            Map.entry("spark.sql.decimalOperations.allowPrecisionLoss", "true"),
            Map.entry("spark.sql.mapKeyDedupPolicy", "EXCEPTION"),
            Map.entry("spark.sql.files.ignoreMissingFiles", "false"),
            Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
            Map.entry("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED"),
            Map.entry("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED"),
            Map.entry("spark.sql.parquet.binaryAsString", "false"),
            Map.entry("spark.sql.parquet.mergeSchema", "false"),
            // A recursion ends by what it asks for; a hundred merges of one patient are no fault.
            Map.entry("spark.sql.cteRecursionLevelLimit", "-1"),
            Map.entry("spark.sql.cteRecursionRowLimit", "-1"),
            Map.entry("spark.sql.sources.parallelPartitionDiscovery.threshold", "10000"));

    private Meaning() {}

    /**
     * Makes the settings of a session ours.
     *
     * @param asked the names of those that this run was told of, which stay unless they change what SQL means
     */
    public static void pin(RuntimeConfig session, Set<String> asked) {
        for (String name : CollectionConverters.asJava(session.getAll()).keySet()) {
            if (name.startsWith(SQL) && !asked.contains(name) && session.isModifiable(name)) {
                session.unset(name);
            }
        }
        PINNED.forEach(session::set);
    }
}
