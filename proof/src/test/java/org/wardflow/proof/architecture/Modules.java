package org.wardflow.proof.architecture;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who may use whom, and which libraries: allow-lists. The graph in {@code CONTRIBUTING.md} is this data. */
public final class Modules {
    private static final String JSPECIFY = "org.jspecify..";
    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String KAFKA = "org.apache.kafka..";
    private static final String YAML = "org.yaml.snakeyaml..";
    private static final String BITMAPS = "org.roaringbitmap..";

    /** The modules of ours that a module may use. A module is the package of that name below the root. */
    static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("core", Set.of()),
            Map.entry("lake", Set.of("core")),
            Map.entry("flow", Set.of("core", "lake")),
            Map.entry("duckdb", Set.of("core", "lake", "flow")),
            Map.entry("spark", Set.of("core", "lake", "flow", "ingest", "hospital")),
            Map.entry("ingest", Set.of("core", "lake", "flow")),
            Map.entry("hospital", Set.of("core", "lake", "flow")),
            Map.entry("simulator", Set.of("core")),
            Map.entry("warehouse", Set.of("core", "lake", "flow")),
            Map.entry("server", Set.of("core", "flow", "warehouse")),
            Map.entry(
                    "app",
                    Set.of(
                            "core",
                            "lake",
                            "flow",
                            "duckdb",
                            "ingest",
                            "hospital",
                            "simulator",
                            "warehouse",
                            "server"))));

    /** The packages from outside that a module may use, beside {@code java} without {@code java.sql}. */
    static final Map<String, List<String>> LIBRARIES = Map.ofEntries(
            Map.entry("core", List.of(JSPECIFY)),
            Map.entry("lake", List.of(JSPECIFY, JACKSON, "io.delta..", "org.apache.hadoop..", BITMAPS)),
            Map.entry("flow", List.of(JSPECIFY, JACKSON, YAML, BITMAPS)),
            Map.entry("duckdb", List.of(JSPECIFY, "java.sql..", "org.duckdb..", BITMAPS)),
            Map.entry(
                    "spark",
                    List.of(
                            JSPECIFY,
                            JACKSON,
                            "org.apache.spark..",
                            "org.apache.parquet..",
                            "org.apache.hadoop..",
                            "scala..",
                            BITMAPS)),
            Map.entry("ingest", List.of(JSPECIFY, JACKSON, KAFKA, "org.apache.commons.csv..")),
            Map.entry("hospital", List.of(JSPECIFY)),
            Map.entry("simulator", List.of(JSPECIFY, JACKSON)),
            Map.entry("warehouse", List.of(JSPECIFY, "java.sql..", "org.postgresql..", "org.tukaani.xz..")),
            Map.entry(
                    "server",
                    List.of(
                            JSPECIFY,
                            JACKSON,
                            "java.sql..",
                            "javax.crypto..",
                            "org.springframework..",
                            // The keys of an identity provider, as Spring Security takes them.
                            "com.nimbusds.jose..",
                            "jakarta.servlet..",
                            "org.apache.catalina..",
                            "org.apache.coyote..")),
            Map.entry(
                    "app",
                    List.of(
                            JSPECIFY,
                            JACKSON,
                            YAML,
                            "picocli..",
                            KAFKA,
                            "kafka..",
                            "jakarta.mail..",
                            "javax.crypto..",
                            "com.sun.net.httpserver..",
                            "javax.net.ssl..",
                            "com.sun.management..",
                            "javax.management..")));

    private Modules() {}

    /** The graph as mermaid. What a module reaches through another one is left out. */
    public static String mermaid() {
        StringBuilder text = new StringBuilder("\n```mermaid\nflowchart BT\n");
        MAY_USE.forEach((module, used) -> used.stream()
                .filter(other -> used.stream().noneMatch(between -> uses(between, other)))
                .sorted()
                .forEach(other -> text.append("  %s --> %s\n".formatted(module, other))));
        return text.append("```\n\n").toString();
    }

    private static boolean uses(String module, String other) {
        return MAY_USE.getOrDefault(module, Set.of()).contains(other);
    }
}
