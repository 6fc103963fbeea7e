package org.wardflow.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;

/** What threads beside the live one report to it. */
class ReportedProblemTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** Else the thread that reports it ends, and nobody publishes, or starts the broker, any more. */
    @Test
    void aProblemIsReportedThoughTheDiskThatHoldsTheManifestsCannotBeRead() throws IOException {
        Home home = Home.openOrCreate(folder, WallClock.utc());
        FailingDisk disk = new FailingDisk();
        SettableClock hours = new SettableClock(Instant.parse("2026-11-01T12:30:00Z"));
        try (Workspace workspace = Workspace.forWriting(
                        home, Settings.defaults(), WallClock.utc(), Workspace.content(home.folder()), disk.io());
                Live live = Live.start(workspace, hours, List.of())) {
            assertThat(live.drain(SOON).covered()).isTrue();
            // What was written last is known no more after a write that failed, and what is read then is damaged.
            Path manifests = home.lake().resolve("_manifests");
            disk.full(true);
            hours.set(Instant.parse("2026-11-01T13:30:00Z"));
            assertThatThrownBy(() -> workspace
                            .lake()
                            .manifests()
                            .write(workspace.lake().manifests().latest().orElseThrow()))
                    .isInstanceOf(WardflowException.class);
            disk.full(false);
            Path newest;
            try (var files = Files.list(manifests)) {
                newest = files.sorted().reduce((first, second) -> second).orElseThrow();
            }
            String kept = Files.readString(newest);
            Files.writeString(newest, "{}");
            assertThatThrownBy(() -> workspace.lake().manifests().latest()).isInstanceOf(WardflowException.class);

            live.failed(Problem.Kind.WAREHOUSE, "postgresql", new IllegalStateException("away"));

            assertThat(live.await(
                            state -> state.problems().stream()
                                    .anyMatch(problem -> problem.id().equals("warehouse:postgresql")),
                            SOON))
                    .as("%s", live.state().problems())
                    .isTrue();
            Files.writeString(newest, kept);
        }
    }
}
