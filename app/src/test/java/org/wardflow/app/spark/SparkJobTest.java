package org.wardflow.app.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparkJobTest {
    @Test
    void aJobThatWasKilledIsToldApartFromOneThatFailed() {
        assertThat(SparkJob.told(0)).isZero();
        assertThat(SparkJob.told(5)).isEqualTo(5);
        assertThatThrownBy(() -> SparkJob.told(137))
                .hasMessageContaining("ENGINE_FAILED")
                .hasMessageContaining("signal 9")
                .hasMessageContaining("run it again");
    }
}
