package org.wardflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.wardflow.core.WardflowException;

class SimulationSpecTest {

    private static SimulationSpec spec(int hospitals, int days, Instant start) {
        return new SimulationSpec(hospitals, days, 1, start, Dirt.none());
    }

    @Test
    void itsLimitsAreNamedAndHold() {
        Instant start = SimulationSpec.DEFAULT_START;
        assertThat(spec(SimulationSpec.HOSPITALS_MAX, SimulationSpec.DAYS_MAX, start)
                        .end())
                .isAfter(start);
        assertThatThrownBy(() -> spec(SimulationSpec.HOSPITALS_MAX + 1, 1, start))
                .isInstanceOf(WardflowException.class);
        assertThatThrownBy(() -> spec(0, 1, start)).isInstanceOf(WardflowException.class);
        assertThatThrownBy(() -> spec(1, SimulationSpec.DAYS_MAX + 1, start)).isInstanceOf(WardflowException.class);
        assertThatThrownBy(() -> spec(1, 0, start)).isInstanceOf(WardflowException.class);
    }

    @Test
    void itStartsAtMidnight() {
        assertThatThrownBy(() -> spec(1, 1, Instant.parse("2026-10-12T06:00:00Z")))
                .hasMessageContaining("midnight UTC");
    }
}
