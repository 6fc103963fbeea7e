package org.wardflow.app.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparkJobTest {
    @Test
    void executorsOfAnotherMachineHaveToReachTheDriver() {
        for (String here :
                List.of("local", "local[*]", "local[2]", "spark://127.0.0.1:7077", "spark://localhost:7077")) {
            assertThat(SparkJob.isHere(here)).as(here).isTrue();
        }
        for (String elsewhere : List.of("spark://10.0.0.7:7077", "spark://host:7077", "k8s://https://127.0.0.1:6443")) {
            assertThat(SparkJob.isHere(elsewhere)).as(elsewhere).isFalse();
        }
    }

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
