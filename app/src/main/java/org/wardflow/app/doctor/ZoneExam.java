package org.wardflow.app.doctor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.TimeZones;

/** Whether the engine and Java have the same rules for the hospitals' time zones: Spark and the check against the truth go by Java's. */
final class ZoneExam {
    private ZoneExam() {}

    static List<Finding> run(SqlEngine engine, Collection<String> zones) {
        List<Finding> findings = new ArrayList<>();
        for (String zone : zones) {
            Optional<Instant> since = TimeZones.disagreement(zone, engine::offsets, TimeZones::ofJava);
            since.ifPresent(instant -> findings.add(Finding.note(
                    "time zone",
                    "From %s on %s and Java %s disagree about %s: one of them has older time-zone data, and local times are read by the engine that computes"
                            .formatted(
                                    instant.atOffset(ZoneOffset.UTC).toLocalDate(),
                                    engine.name(),
                                    System.getProperty("java.version"),
                                    zone),
                    "update Java, or its time-zone data; until then compute this home with one engine")));
        }
        return findings;
    }
}
