package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CommitOutcome;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Retention;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableCheck;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** Tables in an object store. What a data file holds is nothing to the lake, so here it is noise. */
@Tag("slow")
class LakeInStoreTest {
    private static final TableName STAYS = TableName.parse("silver.stay");
    private static final TableSpec SPEC =
            new TableSpec(STAYS, List.of(new Column("id", ColumnType.STRING, true, true)), List.of(), List.of());
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path buffers;

    private TestStore store;
    private ObjectStore open;
    private Path root;
    private Lake lake;

    @BeforeEach
    void start() throws IOException {
        store = new TestStore(buffers);
        open = store.open();
        root = store.place("a home/lake");
        lake = Lake.openForWriting(root, open.io(), CLOCK);
    }

    @AfterEach
    void stop() {
        lake.close();
        open.close();
        store.close();
    }

    @Test
    void whatIsCommittedIsReadByAnother() {
        Table table = lake.create(SPEC);
        Snapshot one = committed(append(table, open.io(), "first"));
        committed(append(table, open.io(), "second"));

        try (Lake reader = Lake.openForReading(root, open.io(), CLOCK)) {
            assertThat(reader.tables()).containsExactly(STAYS);
            Table read = reader.find(STAYS).orElseThrow();
            assertThat(read.latest().version()).isEqualTo(2);
            assertThat(read.latest().files()).hasSize(2).allSatisfy(read::verify);
            assertThat(read.at(1).files()).extracting(DataFile::path).containsExactly(path(one));
            assertThat(read.changes(1, 2).added()).hasSize(1);
            assertThat(read.latest().domains()).containsEntry("who", "second");
            assertThat(read.check(TableCheck.Depth.DIGESTS).damages()).isEmpty();
        }
        assertThat(store.server().names()).noneMatch(name -> name.contains("_staging/") && name.endsWith(".parquet"));
    }

    @Test
    void aFlippedByteIsFound() {
        Table table = lake.create(SPEC);
        DataFile file = committed(append(table, open.io(), "first")).files().get(0);
        String name = file.absolute().toString().replace("s3a://bucket/", "");
        byte[] content = store.server().content(name).orElseThrow();
        content[0] = (byte) (content[0] + 1);
        store.server().damage(name, content);

        try (Lake reader = Lake.openForReading(root, open.io(), CLOCK)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThatThrownBy(() -> read.verify(file))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT));
        }
    }

    @Test
    void aSecondWriterIsRefused() {
        assertThatThrownBy(() -> Lake.openForWriting(root, store.open().io(), CLOCK))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOME_LOCKED));
    }

    @Test
    void ofWritersThatKnowNothingOfEachOtherOneCommitsAVersion() throws Exception {
        lake.create(SPEC);
        List<Lake> lakes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lakes.add(Lake.openForWriting(root, unlocked(open.io()), CLOCK));
        }
        ExecutorService threads = Executors.newFixedThreadPool(lakes.size());
        try {
            for (int round = 1; round <= 5; round++) {
                CyclicBarrier start = new CyclicBarrier(lakes.size());
                List<Callable<CommitOutcome>> writers = new ArrayList<>();
                for (Lake each : lakes) {
                    Table table = each.find(STAYS).orElseThrow();
                    assertThat(table.latest().version()).isEqualTo(round - 1);
                    writers.add(() -> {
                        Commit commit =
                                commit(table, open.io(), UUID.randomUUID().toString());
                        start.await();
                        return table.commit(commit);
                    });
                }
                int won = 0;
                for (Future<CommitOutcome> outcome : threads.invokeAll(writers)) {
                    won += outcome.get() instanceof CommitOutcome.Committed ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
            lakes.forEach(Lake::close);
        }
        assertThat(lake.find(STAYS).orElseThrow().latest().files()).hasSize(5);
    }

    @Test
    void aCommitWhoseAnswerIsLostIsKnownByItsOwnId() {
        Table table = lake.create(SPEC);
        store.server().loseAnswers(1);
        committed(append(table, open.io(), "first"));

        AtomicBoolean fails = new AtomicBoolean();
        FileIo lossy = intercepted(open.io(), (method, arguments, result) -> {
            boolean entry = method.getName().equals("writeNew")
                    && String.valueOf(arguments[0]).contains("_delta_log");
            if (entry && fails.getAndSet(false)) {
                throw new IOException("no answer");
            }
            return result;
        });
        try (Lake other = Lake.openForWriting(root, unlocked(lossy), CLOCK)) {
            Table same = other.find(STAYS).orElseThrow();
            fails.set(true);
            committed(append(same, lossy, "second"));
            assertThat(fails).isFalse();
        }
        assertThat(table.latest().files()).hasSize(2);
    }

    @Test
    void anEntryThatComesAfterItsCommitWasGivenUpFindsItsFiles() throws IOException {
        Table table = lake.create(SPEC);
        List<Object[]> held = new ArrayList<>();
        AtomicBoolean holds = new AtomicBoolean();
        FileIo slow = (FileIo) Proxy.newProxyInstance(
                FileIo.class.getClassLoader(), new Class<?>[] {FileIo.class}, (proxy, method, arguments) -> {
                    boolean entry = method.getName().equals("writeNew")
                            && String.valueOf(arguments[0]).endsWith(".json");
                    if (entry && holds.getAndSet(false)) {
                        held.add(arguments);
                        throw new IOException("no answer in time");
                    }
                    return invoke(open.io(), method, arguments);
                });
        try (Lake other = Lake.openForWriting(root, unlocked(slow), CLOCK)) {
            Table same = other.find(STAYS).orElseThrow();
            holds.set(true);
            assertThatThrownBy(() -> append(same, slow, "late")).isInstanceOf(WardflowException.class);
            assertThat(same.latest().version()).isZero();

            open.io().writeNew((Path) held.get(0)[0], (byte[]) held.get(0)[1]);

            assertThat(same.latest().domains()).containsEntry("who", "late");
            committed(append(same, slow, "next"));
        }
        assertThat(table.latest().files()).hasSize(2).allSatisfy(table::verify);
    }

    @Test
    void aLongLogIsCheckpointedCleanedAndReadAgain() {
        Table table = lake.create(SPEC);
        for (int i = 0; i < 66; i++) {
            committed(append(table, open.io(), "rows " + i));
        }
        Snapshot full = table.latest();
        Set<String> old = Set.copyOf(
                full.files().subList(0, 60).stream().map(DataFile::path).toList());
        Commit compaction =
                new Commit("OPTIMIZE", full, List.of(staged(table, open.io(), "all")), Map.of(), old, Map.of(), false);
        Snapshot compacted = committed(table.commit(compaction));
        lake.manifests().write(new Manifest(1, CLOCK.instant(), new java.util.TreeMap<>(Map.of(STAYS, 67L))));

        var report = table.maintain(
                new Retention(compacted.version(), CLOCK.instant().plus(Duration.ofHours(1))));

        assertThat(report.checkpointed()).isTrue();
        assertThat(report.dataFilesDeleted()).isEqualTo(60);
        assertThat(report.logFilesDeleted()).isPositive();
        assertThat(store.server().names()).anyMatch(name -> name.endsWith(".checkpoint.parquet"));
        try (Lake reader = Lake.openForReading(root, store.open().io(), CLOCK)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThat(read.latest().version()).isEqualTo(67);
            assertThat(read.latest().files()).hasSize(7).allSatisfy(read::verify);
            assertThat(reader.manifests().latest().orElseThrow().versions()).containsEntry(STAYS, 67L);
            assertThat(read.check(TableCheck.Depth.DIGESTS).damages()).isEmpty();
        }
        committed(append(table, open.io(), "after"));
    }

    private static CommitOutcome append(Table table, FileIo io, String who) {
        return table.commit(commit(table, io, who));
    }

    private static Commit commit(Table table, FileIo io, String who) {
        return new Commit(
                "MERGE",
                table.latest(),
                List.of(staged(table, io, who)),
                Map.<String, RoaringBitmap>of(),
                Set.of(),
                Map.of("who", who),
                true);
    }

    private static StagedFile staged(Table table, FileIo io, String content) {
        Path file = table.newStagingFile();
        try {
            io.replace(file, FileIoContract.text(content));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new StagedFile(file, 1, Map.of(), List.of());
    }

    private static Snapshot committed(CommitOutcome outcome) {
        assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
        return ((CommitOutcome.Committed) outcome).snapshot();
    }

    private static String path(Snapshot snapshot) {
        return snapshot.files().get(0).path();
    }

    /** A writer that does not ask whether there is another. */
    private static FileIo unlocked(FileIo io) {
        return (FileIo) Proxy.newProxyInstance(
                FileIo.class.getClassLoader(), new Class<?>[] {FileIo.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("lock")) {
                        return (FileIo.Held) () -> {};
                    }
                    return invoke(io, method, arguments);
                });
    }

    private static FileIo intercepted(FileIo io, After after) {
        return (FileIo) Proxy.newProxyInstance(
                FileIo.class.getClassLoader(),
                new Class<?>[] {FileIo.class},
                (proxy, method, arguments) -> after.call(method, arguments, invoke(io, method, arguments)));
    }

    private static Object invoke(FileIo io, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(io, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private interface After {
        Object call(Method method, Object[] arguments, Object result) throws Throwable;
    }
}
