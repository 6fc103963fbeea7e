package org.wardflow.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class YardstickTest {
    @Test
    void eachPartIsMeasuredAndSaid() throws IOException {
        Yardstick measured = Yardstick.measure();
        assertThat(measured.aloneMillis()).isPositive();
        assertThat(measured.togetherMillis()).isPositive();
        assertThat(measured.forcedMillis()).isPositive();
        assertThat(new Yardstick(61.4, 64.6, 1.25).words())
                .isEqualTo(
                        "yardstick: 1,000,000 longs sorted in 61 ms by one thread, in 65 ms by one on each core; 4,096 bytes"
                                + " forced to disk in 1.3 ms");
    }
}
