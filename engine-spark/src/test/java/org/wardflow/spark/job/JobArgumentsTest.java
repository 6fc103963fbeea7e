package org.wardflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {
    @Test
    void everyArgumentIsTaken() {
        JobArguments given = JobArguments.parse(
                "run --home /h --master local[2] --until 2026-11-01T00:00:00Z --keep 60 --attached --conf a=b=c"
                        .split(" ", -1));
        assertThat(given.home()).isEqualTo(Path.of("/h"));
        assertThat(given.master()).contains("local[2]");
        assertThat(given.until()).contains(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(given.keep()).isEqualTo(Duration.ofMinutes(1));
        assertThat(given.attached()).isTrue();
        assertThat(given.properties()).isEqualTo(Map.of("a", "b=c"));
    }

    @Test
    void aHomeIsEnough() {
        JobArguments given = JobArguments.parse("run", "--home", "/h");
        assertThat(given.master()).isEmpty();
        assertThat(given.until()).isEmpty();
        assertThat(given.keep()).isEqualTo(Duration.ofDays(7));
        assertThat(given.attached()).isFalse();
    }

    @Test
    void whatCannotBeReadIsRefused() {
        for (String refused : new String[] {
            "",
            "walk --home /h",
            "run",
            "run --home",
            "run --home /h --faster",
            "run --home /h --until today",
            "run --home /h --keep long",
            "run --home /h --conf alone"
        }) {
            assertThatThrownBy(() -> JobArguments.parse(refused.split(" ", -1)))
                    .as(refused)
                    .hasMessageContaining("USAGE");
        }
    }
}
