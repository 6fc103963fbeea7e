package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.lake.TestLake.STAYS;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.internal.DeltaTable;
import org.wardflow.lake.internal.DigestCheck;

/** Writers at once: threads, two lakes without a lock between them, two processes. */
@Timeout(120)
class RaceTest {
    private static final int THREADS = 8;
    private static final int COMMITS = 10;

    @TempDir
    Path root;

    @Test
    void eightThreadsAndTwoLakesLoseNoCommit() throws Exception {
        try (Lake lake = TestLake.open(root)) {
            Table locked = lake.create(TestLake.SPEC);
            FileIo io = new LocalFileIo();
            // What would happen if the lock failed: the log itself must still let one writer win each version.
            Table unlocked =
                    new DeltaTable(new DeltaTable.Place(root, io, Clock.systemUTC(), true, new DigestCheck(io)), STAYS);

            Set<Long> versions = new HashSet<>();
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<List<Long>>> won = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    String writer = "writer-" + i;
                    Table table = i % 2 == 0 ? locked : unlocked;
                    won.add(threads.submit(() -> commitUntilWon(table, writer)));
                }
                for (Future<List<Long>> each : won) {
                    each.get()
                            .forEach(version -> assertThat(versions.add(version))
                                    .as("one winner of version " + version)
                                    .isTrue());
                }
            } finally {
                threads.shutdownNow();
            }

            assertThat(versions).hasSize(THREADS * COMMITS);
            assertThat(locked.latest().version()).isEqualTo((long) THREADS * COMMITS);
            for (int i = 0; i < THREADS; i++) {
                assertThat(locked.latest().domain("writer-" + i)).contains(Integer.toString(COMMITS - 1));
            }
        }
    }

    private static List<Long> commitUntilWon(Table table, String writer) {
        List<Long> versions = new ArrayList<>();
        while (versions.size() < COMMITS) {
            CommitOutcome outcome = table.commit(new Commit(
                    "APPEND",
                    table.latest(),
                    List.of(),
                    Map.of(),
                    Set.of(),
                    Map.of(writer, Integer.toString(versions.size())),
                    true));
            if (outcome instanceof CommitOutcome.Committed committed) {
                versions.add(committed.snapshot().version());
            }
        }
        return versions;
    }

    @Test
    void aSecondWriterInThisProcessIsRefused() {
        try (Lake first = TestLake.open(root)) {
            assertThat(first.tables()).isEmpty();
            assertRefused(Long.toString(ProcessHandle.current().pid()));
        }
        TestLake.open(root).close();
    }

    @Test
    void aSecondWriterInAnotherProcessIsRefusedUntilTheFirstEnds() throws Exception {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("open");
            assertRefused(Long.toString(other.pid()));
            try (Lake reader = TestLake.read(root)) {
                assertThat(reader.tables()).containsExactly(STAYS);
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (Lake lake = TestLake.open(root)) {
            assertThat(lake.tables()).containsExactly(STAYS);
        }
    }

    private void assertRefused(String found) {
        assertThatThrownBy(() -> TestLake.open(root)).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.HOME_LOCKED);
            assertThat(e.found()).contains(found);
        });
    }

    /** Opens a lake for writing and holds it until killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (Lake lake = TestLake.open(Path.of(arguments[0]))) {
                lake.create(TestLake.SPEC);
                System.out.println("open");
                System.out.flush();
                int ignored = System.in.read();
                assertThat(ignored).isNotEqualTo(0);
            }
        }
    }
}
