package org.wardflow.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.EngineLost;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;

/** An engine that has ended is not tried again: another process has another one. */
class EngineLostTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final EngineLost lost = new EngineLost(
            new WardflowException(ErrorCode.ENGINE_FAILED, "The engine has ended", "a test", "start it again"));

    @Test
    void theLiveThreadEndsAndSaysWhyAlsoIfNothingCanBeClosedAnyMore() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            try (Live live = Live.start(workspace, workspace.clock(), List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                topic.endWhole(lost);
                assertThat(live.await(state -> state.phase() == LiveState.Phase.FAILED, SOON))
                        .isTrue();
                assertThat(live.state().problems()).singleElement().satisfies(problem -> {
                    assertThat(problem.what()).isEqualTo("WARDFLOW-4005 ENGINE_FAILED: The engine has ended");
                    assertThat(problem.fix()).isEqualTo("start it again");
                });
                assertThat(topic.opened).as("nothing is tried again").hasValue(1);
            }
        }
    }

    @Test
    @Timeout(30)
    void whoWaitsForWorkBetweenTwoRoundsIsToldToo() {
        try (Workspace workspace = workspace();
                Live live = Live.start(workspace, workspace.clock(), List.of(new MemoryTopic(workspace)))) {
            assertThatThrownBy(() -> live.between(
                            pipeline -> {
                                throw lost;
                            },
                            SOON))
                    .hasRootCause(lost);
            assertThat(live.await(state -> state.phase() == LiveState.Phase.FAILED, SOON))
                    .isTrue();
        }
    }

    private Workspace workspace() {
        return Workspace.forWriting(
                Home.openOrCreate(folder.resolve("home"), WallClock.utc()), Settings.defaults(), WallClock.utc());
    }
}
