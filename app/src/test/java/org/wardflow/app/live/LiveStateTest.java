package org.wardflow.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.wardflow.app.notice.Problem;

class LiveStateTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private static LiveState state(List<Problem> problems) {
        return new LiveState(
                LiveState.Phase.RUNNING,
                NOW,
                NOW,
                NOW,
                Optional.empty(),
                1,
                1,
                Optional.empty(),
                List.of(),
                Map.of("topic:patient-flow", Map.of(1, 9_000L, 2, 9_000L)),
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                problems);
    }

    /** The topic was made anew: its first records have offsets that gold has of others. */
    @Test
    void nothingIsSaidToBeInGoldOfAPartitionThatStandsStill() {
        Problem halt = Problem.failure(
                Problem.Kind.SOURCE,
                LiveState.partition("topic:patient-flow", 2),
                new IllegalStateException(),
                NOW,
                Optional.empty());
        assertThat(state(List.of()).covers("topic:patient-flow", 2, 1)).isTrue();
        assertThat(state(List.of(halt)).covers("topic:patient-flow", 2, 1)).isFalse();
        assertThat(state(List.of(halt)).covers("topic:patient-flow", 1, 1)).isTrue();
    }
}
