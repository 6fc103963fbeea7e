package org.wardflow.flow.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KpiTest {
    private static final Kpi OVERSTAY = new Kpi(
            "overstay",
            "",
            "",
            "",
            "",
            "",
            "",
            AccessPolicy.Right.BOARD,
            Optional.empty(),
            Map.of(),
            new TreeMap<>(Map.of("overstay_hours", 168L)),
            "");

    @Test
    void aParameterIsOneOfTheKpiFromNoneToTheMost() {
        assertThat(OVERSTAY.with(Map.of())).containsEntry("overstay_hours", 168L);
        for (long value : new long[] {0, 50, Kpi.PARAMETER_MAX}) {
            assertThat(OVERSTAY.with(Map.of("overstay_hours", value))).containsEntry("overstay_hours", value);
        }
        assertThatThrownBy(() -> OVERSTAY.with(Map.of("flow_hours", 1L)))
                .hasMessageContainingAll("USAGE", "no parameter flow_hours", "[overstay_hours]");
    }

    @Test
    void aNegativeNumberAndOneAboveTheMostAreRefused() {
        for (long value : new long[] {-1, Kpi.PARAMETER_MAX + 1L}) {
            assertThatThrownBy(() -> OVERSTAY.with(Map.of("overstay_hours", value)))
                    .hasMessageContainingAll(
                            "USAGE",
                            "The parameter overstay_hours of the KPI overstay",
                            "Found: " + value,
                            "from 0 to 1000000");
        }
    }
}
