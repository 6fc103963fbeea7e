package org.wardflow.app.live.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final AtomicLong now = new AtomicLong(-7);
    private final Pulse pulse = new Pulse(now::get);

    @Test
    void aRoundIsOverInTenMinutesAndACycleMayTakeHours() {
        now.addAndGet(Pulse.ROUND_MAX.toNanos());
        assertThat(pulse.isStuck()).isFalse();
        now.addAndGet(1);
        assertThat(pulse.isStuck()).isTrue();

        pulse.computes();
        now.addAndGet(Pulse.CYCLE_MAX.toNanos());
        assertThat(pulse.isStuck()).as("in a cycle").isFalse();
        now.addAndGet(1);
        assertThat(pulse.isStuck()).isTrue();

        pulse.beat();
        assertThat(pulse.isStuck()).isFalse();
    }
}
