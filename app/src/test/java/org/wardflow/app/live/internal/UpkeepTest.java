package org.wardflow.app.live.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    @Test
    void aCleanUpThatTakesLongComesLessOften() {
        assertThat(Upkeep.untilNext(Duration.ZERO)).isEqualTo(Upkeep.MAINTAIN_EVERY);
        assertThat(Upkeep.untilNext(Duration.ofSeconds(1))).isEqualTo(Upkeep.MAINTAIN_EVERY);
        assertThat(Upkeep.untilNext(Duration.ofSeconds(8))).isEqualTo(Duration.ofSeconds(8L * Upkeep.MAINTAIN_SHARE));
    }
}
