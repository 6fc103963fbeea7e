package org.wardflow.app.live.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void countsAreSpreadOverTheWindowAndForgottenAfterAMinute() {
        Rate rate = new Rate();
        for (long second = 100; second < 110; second++) {
            rate.add(second * SECOND, 3);
            rate.add(second * SECOND + SECOND / 2, 2);
        }
        assertThat(rate.over(109 * SECOND, 10)).isEqualTo(5.0);
        assertThat(rate.over(109 * SECOND, 60)).isEqualTo(50 / 60.0);
        assertThat(rate.over(114 * SECOND, 10)).isEqualTo(2.5);
        assertThat(rate.over(170 * SECOND, 60)).isZero();
        rate.add(170 * SECOND, 7);
        assertThat(rate.over(170 * SECOND, 10)).isEqualTo(0.7);
    }

    @Test
    void pausesGrowUpToTheLastAndStartAgainAfterASuccess() {
        Pauses pauses = new Pauses();
        assertThat(pauses.due()).isTrue();
        for (Duration step : Pauses.STEPS) {
            assertThat(pauses.failed()).isEqualTo(step);
        }
        assertThat(pauses.failed()).isEqualTo(Pauses.STEPS.get(Pauses.STEPS.size() - 1));
        assertThat(pauses.due()).isFalse();
        pauses.succeeded();
        assertThat(pauses.failed()).isEqualTo(Pauses.STEPS.get(0));
    }
}
