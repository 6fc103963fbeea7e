package org.wardflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wardflow.ingest.LiveSource;

class PendingTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void rowsAddUpAndTheirAgesSpanAllOfThem() {
        Pending pending = Pending.NONE
                .with(List.of(taken(3, 10, 20), taken(4, 5, 8)))
                .with(List.of())
                .with(List.of(taken(1, 15, 30)));
        assertThat(pending)
                .isEqualTo(new Pending(8, Optional.of(NOON.plusSeconds(5)), Optional.of(NOON.plusSeconds(30))));
        assertThat(Pending.NONE.with(List.of())).isEqualTo(Pending.NONE);
    }

    private static LiveSource.Taken taken(long rows, int oldest, int newest) {
        return new LiveSource.Taken("topic:t", rows, 1, NOON.plusSeconds(oldest), NOON.plusSeconds(newest));
    }
}
