package org.wardflow.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.read.KnownAt;

class LiveTest {
    private static final String EVENT = """
            {"patient_id": "%s", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}""";

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Clock HOURS = Clock.fixed(Instant.parse("2026-11-01T12:30:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void whatIsSentIsInGoldAfterADrainAndTheStateSaysSo() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT.formatted("a"), EVENT.formatted("b"));
            try (Live live = Live.start(workspace, HOURS, List.of(topic))) {
                assertThat(live.drain(SOON)).isEqualTo(new Live.Drained(true, 0));
                assertThat(one(workspace, "select count(*) from gold.fact_patient_flow"))
                        .isEqualTo(2L);
                topic.send(EVENT.formatted("c"));
                assertThat(live.await(state -> state.covers(MemoryTopic.STREAM, 0, 3), SOON))
                        .isTrue();
                assertThat(one(workspace, "select count(*) from gold.fact_patient_flow"))
                        .isEqualTo(3L);
                LiveState state = live.state();
                assertThat(state.problems()).isEmpty();
                assertThat(state.sources()).singleElement().satisfies(source -> {
                    assertThat(source.rows()).isEqualTo(3);
                    assertThat(source.lag()).isZero();
                });
                assertThat(state.closedUpTo()).contains(Instant.parse("2026-11-01T12:00:00Z"));
            }
        }
    }

    private Workspace workspace() {
        return Workspace.forWriting(
                Home.openOrCreate(folder.resolve("home"), WallClock.utc()), Settings.defaults(), WallClock.utc());
    }

    private static @Nullable Object one(Workspace workspace, String sql) {
        List<@Nullable Object> values = new ArrayList<>();
        workspace.reader().query(sql, KnownAt.now(), values::addAll);
        return values.get(0);
    }
}
