package org.wardflow.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.log.RotatingFile;
import org.wardflow.app.notice.Problem;
import org.wardflow.lake.TableName;
import org.wardflow.server.feed.Feed;

/** What a process that ended knew of its cycles and failures, the next one shows. */
class PipelineFeedTest {
    private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant ELEVEN = TEN.plusSeconds(3_600);
    private static final SortedMap<TableName, Duration> MODELS =
            new TreeMap<>(Map.of(TableName.parse("silver.visit"), Duration.ofMillis(31)));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** One process; all it kept is written, and all that was kept before is read, once it has ended. */
    private final class Running implements AutoCloseable {
        private final Instant started;
        private LiveState newest;
        private final KeptHistory kept = KeptHistory.in(folder);
        private final PipelineFeed feed;
        private long cycles;
        private List<LiveState.Source> sources = List.of();

        Running(Instant started) {
            this.started = started;
            newest = state(0, started, MODELS);
            feed = PipelineFeed.over(() -> newest, () -> false, kept);
        }

        void cycle(long manifest, Problem... problems) {
            cycle(manifest, MODELS, problems);
        }

        void cycle(long manifest, SortedMap<TableName, Duration> models, Problem... problems) {
            cycles++;
            newest = state(manifest, started.plusSeconds(manifest), models, problems);
            feed.see(newest);
        }

        private LiveState state(long manifest, Instant at, SortedMap<TableName, Duration> models, Problem... problems) {
            return new LiveState(
                    LiveState.Phase.RUNNING,
                    at,
                    started,
                    at,
                    Optional.empty(),
                    manifest,
                    cycles,
                    Optional.of(new LiveState.Cycle(
                            at, Duration.ofMillis(200 + manifest), 12, Duration.ZERO, Duration.ZERO, models)),
                    sources,
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    new TreeMap<>(),
                    List.of(problems));
        }

        @Override
        public void close() {
            kept.close();
        }
    }

    private static Problem problem(String subject) {
        return Problem.failure(
                Problem.Kind.MODEL, subject, new IllegalStateException("patient 4711"), TEN, Optional.empty());
    }

    private static Problem problem(Problem.Kind kind, Instant since) {
        return Problem.failure(kind, "a part", new IllegalStateException("away"), since, Optional.empty());
    }

    /** With the broker away nothing waits that anybody could count. */
    @Test
    void whatKeepsMessagesFromGoldMakesItOld() {
        try (Running process = new Running(TEN)) {
            process.cycle(60);
            assertThat(process.feed.now().behindMillis()).isZero();
            for (Problem.Kind kind : Problem.Kind.values()) {
                process.cycle(120, problem(kind, TEN.plusSeconds(30)), problem(kind, TEN.plusSeconds(70)));
                assertThat(process.feed.now().behindMillis()).as("%s", kind).isEqualTo(kind.hindersGold() ? 90_000 : 0);
            }
            process.cycle(180);
            assertThat(process.feed.now().behindMillis()).isZero();
        }
    }

    @Test
    void nobodyHasCaughtUpWithASourceThatCannotBeAsked() {
        try (Running process = new Running(TEN)) {
            process.sources = List.of(source(false));
            process.cycle(7);
            assertThat(process.feed.now().loading()).isTrue();
            process.sources = List.of(source(true));
            process.cycle(8, problem(Problem.Kind.SOURCE, TEN));
            assertThat(process.feed.now().loading()).isTrue();
            process.cycle(120, problem(Problem.Kind.SOURCE, TEN));
            assertThat(process.feed.now().loading()).isTrue();
            process.cycle(121, problem(Problem.Kind.SOURCE, TEN));
            assertThat(process.feed.now().loading())
                    .as("it is away, and loads nothing")
                    .isFalse();
            process.cycle(122);
            assertThat(process.feed.now().loading()).isFalse();
            process.sources = List.of(source(false));
            process.cycle(123, problem(Problem.Kind.SOURCE, TEN.plusSeconds(122)));
            assertThat(process.feed.now().loading()).as("once it has").isFalse();
        }
    }

    private static LiveState.Source source(boolean isLagKnown) {
        return new LiveState.Source("topic:a", 1, 1, 0, 0, 0, isLagKnown, Optional.empty());
    }

    /** What a process shows that starts then. */
    private Feed after(Instant restart) {
        Running again = new Running(restart);
        again.close();
        return again.feed.now();
    }

    private static List<Long> manifests(Feed feed) {
        return feed.cycles().stream().map(Feed.Cycle::manifest).toList();
    }

    @Test
    void aRestartForgetsNeitherCyclesNorFailures() throws IOException {
        try (Running first = new Running(TEN)) {
            first.cycle(1, problem("gold.mended"));
            first.cycle(2, problem("gold.broken"));
            assertThat(first.feed.now().cycles()).allMatch(cycle -> cycle.earlierProcess() == null);
        }
        try (Running second = new Running(ELEVEN)) {
            second.cycle(3);
        }
        Feed feed = after(ELEVEN.plusSeconds(60));

        assertThat(feed.cycles())
                .containsExactly(
                        new Feed.Cycle(3, ELEVEN.plusSeconds(3), 203, 12, Map.of("silver.visit", 31L), ELEVEN),
                        new Feed.Cycle(2, TEN.plusSeconds(2), 202, 12, Map.of("silver.visit", 31L), TEN),
                        new Feed.Cycle(1, TEN.plusSeconds(1), 201, 12, Map.of("silver.visit", 31L), TEN));
        assertThat(feed.failures())
                .extracting(Feed.Failure::subject, Feed.Failure::until, Feed.Failure::earlierProcess)
                .containsExactlyInAnyOrder(
                        tuple("gold.mended", TEN.plusSeconds(2), TEN), tuple("gold.broken", null, TEN));
        assertThat(folder.resolve(KeptHistory.FAILURES)).content().doesNotContain("4711");
    }

    @Test
    void ofThisProcessComesFirstWhateverWasBefore() {
        try (Running first = new Running(TEN)) {
            first.cycle(1, problem("gold.a"));
        }
        Running second = new Running(ELEVEN);
        second.cycle(2, problem("gold.a"));
        second.close();

        assertThat(second.feed.now().cycles())
                .extracting(Feed.Cycle::manifest, Feed.Cycle::earlierProcess)
                .containsExactly(tuple(2L, null), tuple(1L, TEN));
        assertThat(second.feed.now().failures())
                .extracting(Feed.Failure::earlierProcess)
                .containsExactly(null, TEN);
    }

    @Test
    void aLineThatACrashCutOffIsPassedOverAndTheNextIsWhole() throws IOException {
        try (Running first = new Running(TEN)) {
            first.cycle(1);
            first.cycle(2);
        }
        Path file = folder.resolve(KeptHistory.CYCLES);
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 20));
        assertThat(manifests(after(ELEVEN))).containsExactly(1L);
        try (Running second = new Running(ELEVEN)) {
            second.cycle(3);
        }
        for (String line : List.of("null", "[]", "{\"process\":\"2026-11-20T10:00:00Z\"}", "\0\0\0", "")) {
            Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        }

        assertThat(manifests(after(ELEVEN.plusSeconds(60)))).containsExactly(3L, 1L);
    }

    @Test
    void asManyAreShownAsTheLimitAndNoMore() {
        try (Running first = new Running(TEN)) {
            for (int i = 1; i <= PipelineFeed.CYCLES_MAX; i++) {
                first.cycle(i);
            }
        }
        assertThat(manifests(after(ELEVEN))).hasSize(PipelineFeed.CYCLES_MAX).contains(1L);
        Running second = new Running(ELEVEN);
        second.cycle(PipelineFeed.CYCLES_MAX + 1);
        second.close();

        assertThat(manifests(second.feed.now()))
                .hasSize(PipelineFeed.CYCLES_MAX)
                .contains(PipelineFeed.CYCLES_MAX + 1L, 2L)
                .doesNotContain(1L);
    }

    @Test
    void filesStayBoundedAndKeepTheNewest() throws IOException {
        SortedMap<TableName, Duration> many = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            many.put(TableName.parse("silver.some_model_with_a_long_name_" + i), Duration.ofMillis(i));
        }
        try (Running first = new Running(TEN)) {
            for (int i = 1; i <= 100; i++) {
                first.cycle(i, many);
            }
        }
        List<Long> sizes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                sizes.add(Files.size(file));
            }
        }

        assertThat(sizes)
                .hasSize(RotatingFile.MAX_FILES)
                .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(KeptHistory.BYTES_MAX));
        assertThat(manifests(after(ELEVEN))).startsWith(100L, 99L, 98L).doesNotContain(1L);
    }
}
