package org.wardflow.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.TimeZones;

class ZoneExamTest {
    private static final Instant CHANGE = Instant.parse("2026-11-01T12:00:00Z");

    /** Java's rules, but Oslo keeps its summer time from the first of November 2026 on. */
    private static final SqlEngine ENGINE = (SqlEngine) Proxy.newProxyInstance(
            SqlEngine.class.getClassLoader(), new Class<?>[] {SqlEngine.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("name")) {
                    return "test";
                }
                String zone = (String) arguments[0];
                Instant from = (Instant) arguments[1];
                Duration step = (Duration) arguments[2];
                int[] offsets = TimeZones.ofJava(zone, from, step, (int) arguments[3]);
                for (int i = 0; i < offsets.length; i++) {
                    boolean later = !from.plus(step.multipliedBy(i)).isBefore(CHANGE);
                    offsets[i] = later && zone.equals("Europe/Oslo") ? 7_200 : offsets[i];
                }
                return offsets;
            });

    @Test
    void aZoneWithOtherRulesThanJavasIsNamedWithTheDay() {
        List<Finding> findings = ZoneExam.run(ENGINE, List.of("America/Chicago", "Europe/Oslo"));
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).what())
                .startsWith("From 2026-11-01 on test and Java")
                .contains("Europe/Oslo");
    }
}
