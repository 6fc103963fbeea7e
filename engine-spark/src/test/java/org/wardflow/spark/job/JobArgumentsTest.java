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
        assertThat(given.command()).isEqualTo(JobArguments.Command.RUN);
        assertThat(given.keep().time()).isEqualTo(Duration.ofMinutes(1));
        assertThat(given.kafka()).isEmpty();
        assertThat(given.attached()).isTrue();
        assertThat(given.properties()).isEqualTo(Map.of("a", "b=c"));
    }

    @Test
    void aHomeIsEnough() {
        JobArguments given = JobArguments.parse("run", "--home", "/h");
        assertThat(given.master()).isEmpty();
        assertThat(given.until()).isEmpty();
        assertThat(given.keep().time()).isEqualTo(Duration.ofDays(7));
        assertThat(given.attached()).isFalse();
    }

    @Test
    void topicsAreFollowedFromBrokers() {
        JobArguments given = JobArguments.parse(
                "up --home /h --kafka a:1,b:2 --kafka-client /run/secrets/kafka --keep-cycles 9".split(" ", -1));
        assertThat(given.command()).isEqualTo(JobArguments.Command.UP);
        assertThat(given.kafka()).contains("a:1,b:2");
        assertThat(given.kafkaClient()).contains("/run/secrets/kafka");
        assertThat(given.keep().cycles()).isEqualTo(9);
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
            "run --home /h --keep-cycles 0",
            "run --home /h --keep-cycles 99999999999",
            "run --home /h --conf alone",
            "up --home /h",
            "up --home /h --kafka a:1 --until 2026-11-01T00:00:00Z"
        }) {
            assertThatThrownBy(() -> JobArguments.parse(refused.split(" ", -1)))
                    .as(refused)
                    .hasMessageContaining("USAGE");
        }
    }
}
