package org.wardflow.app.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.notice.HookServer;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;

class WatchTest {
    private static final String FLOW = "topic:patient-flow";
    private static final Instant TEN = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir
    private Path folder;

    private HookServer server;
    private Workspace workspace;
    private Watch watch;
    private List<Problem> found = List.of();

    @BeforeEach
    void open() throws IOException {
        server = new HookServer();
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        Path settings = Files.writeString(
                Home.settings(home.folder()),
                "notice: {webhook: {url: '%s'}, quiet: 1s, silence: 'topic:patient-flow=15m'}".formatted(server.url()));
        workspace = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), WallClock.utc());
        watch = Watch.over(workspace, problems -> found = List.copyOf(problems));
    }

    @AfterEach
    void close() {
        watch.close();
        workspace.close();
        server.close();
    }

    @Test
    void aProblemOfTheStateReachesTheOwnerAndSoDoesItsEnd() {
        Problem problem = problem(Problem.Kind.MODEL, "gold.dim_patient");
        watch.accept(state(TEN, Optional.of(TEN), List.of(problem)));
        server.await(1);
        watch.accept(state(TEN, Optional.of(TEN), List.of()));
        long started = WallClock.nanos();
        while (WallClock.nanos() - started < Duration.ofMillis(1_100).toNanos()) {
            Thread.onSpinWait();
        }
        watch.accept(state(TEN, Optional.of(TEN), List.of()));
        server.await(2);
        assertThat(server.types()).containsExactly("wardflow.failed", "wardflow.recovered");
    }

    @Test
    void aSourceThatThereIsNotIsRefusedUnlessNobodyNamedIt() throws IOException {
        assertThatThrownBy(() -> watchOther("notice: {silence: patient-flow=15m}\n"))
                .isInstanceOf(WardflowException.class)
                .hasMessageContaining("SETTING_INVALID")
                .hasMessageContaining("files:departments")
                .hasMessageContaining("topic:patient-flow");
        watchOther("notice: {silence: 'files:departments=1h'}\n");
        Path contract = Home.content(folder.resolve("other")).resolve("bronze/patient_flow/contract.yaml");
        try (InputStream own =
                Workspace.class.getClassLoader().getResourceAsStream("wardflow/bronze/patient_flow/contract.yaml")) {
            String text = new String(Objects.requireNonNull(own).readAllBytes(), StandardCharsets.UTF_8);
            Files.createDirectories(contract.resolveSibling("."));
            Files.writeString(contract, text.replace("patient-flow", "adt-events"));
        }
        watchOther("notice: {quiet: 1s}\n");
    }

    /** Watches another home with these settings, for a moment. */
    private void watchOther(String yaml) throws IOException {
        Home home = Home.openOrCreate(folder.resolve("other"), WallClock.utc());
        Path settings = Files.writeString(Home.settings(home.folder()), yaml);
        try (Workspace other = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), WallClock.utc())) {
            Watch.over(other, problems -> {}).close();
        }
    }

    @Test
    void aSourceThatFallsSilentIsToldWithWhatIsInGold() {
        runQuietly(Optional.of(TEN), List.of(), Duration.ofMinutes(16));
        server.await(1);
        assertThat(server.posts.get(0).json().at("/text").asText())
                .startsWith("Wardflow: source topic:patient-flow is silent")
                .contains("everything taken in up to 2026-11-01T10:00:07Z is in gold");
        assertThat(found).singleElement().satisfies(silent -> {
            assertThat(silent.id()).isEqualTo("silence:topic:patient-flow");
            assertThat(silent.kind().hindersGold()).isFalse();
        });
        watch.accept(state(TEN.plus(Duration.ofMinutes(17)), Optional.of(TEN.plus(Duration.ofMinutes(17))), found));
        assertThat(found).isEmpty();
    }

    @Test
    void messagesThatDoNotArriveAreAProblemToBeSeen() {
        server.answer(500);
        watch.accept(state(TEN, Optional.of(TEN), List.of(problem(Problem.Kind.MODEL, "gold.dim_patient"))));
        server.await(1);
        assertThat(found).isEmpty();
        Instant later = WallClock.utc().instant().plus(Watch.ON_ITS_WAY).plusSeconds(1);
        long started = WallClock.nanos();
        while (found.isEmpty()) {
            assertThat(Duration.ofNanos(WallClock.nanos() - started)).isLessThan(Duration.ofSeconds(20));
            watch.accept(state(later, Optional.of(later), List.of(problem(Problem.Kind.MODEL, "gold.dim_patient"))));
        }
        assertThat(found).singleElement().satisfies(problem -> {
            assertThat(problem.id()).isEqualTo("notice:owner");
            assertThat(problem.what())
                    .startsWith("a message to the owner cannot be delivered: ")
                    .contains("500");
        });
    }

    @Test
    void aSourceThatIsNotReadOrWasNeverHeardIsNotCalledSilent() {
        runQuietly(Optional.empty(), List.of(), Duration.ofMinutes(16));
        runQuietly(Optional.of(TEN), List.of(problem(Problem.Kind.SOURCE, "kafka")), Duration.ofMinutes(16));
        runQuietly(
                Optional.of(TEN), List.of(problem(Problem.Kind.SOURCE, FLOW + " partition 3")), Duration.ofMinutes(16));
        watch.close();
        assertThat(server.posts).isNotEmpty();
        assertThat(server.posts).noneSatisfy(post -> assertThat(post.body()).contains("\"kind\":\"silence\""));
    }

    private void runQuietly(Optional<Instant> heard, List<Problem> problems, Duration time) {
        for (Instant at = TEN; at.isBefore(TEN.plus(time)); at = at.plusSeconds(20)) {
            watch.accept(state(at, heard, problems));
        }
    }

    private static Problem problem(Problem.Kind kind, String subject) {
        return Problem.failure(kind, subject, new IllegalStateException(), TEN, Optional.empty());
    }

    private static LiveState state(Instant at, Optional<Instant> heard, List<Problem> problems) {
        LiveState.Cycle cycle = new LiveState.Cycle(
                TEN.plusSeconds(7), Duration.ZERO, 1, Duration.ZERO, Duration.ZERO, new java.util.TreeMap<>());
        return new LiveState(
                LiveState.Phase.RUNNING,
                at,
                TEN,
                at,
                Optional.empty(),
                1,
                1,
                Optional.of(cycle),
                List.of(new LiveState.Source(FLOW, 1, 1, 0, 0, 0, true, heard)),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                new java.util.TreeMap<>(),
                problems);
    }
}
