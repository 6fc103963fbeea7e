package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardflow.lake.TestLake.STAYS;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.internal.Disk;

/** Each step on the disk fails in turn; what is found afterwards is the old state or the new one, never a mixture. */
class CrashTest {
    private static final Instant FUTURE = Instant.parse("2999-01-01T00:00:00Z");
    private static final int STEPS_MAX = 500;

    @TempDir
    Path folder;

    private final TestLake rows = new TestLake();

    @AfterEach
    void close() throws Exception {
        rows.close();
    }

    @ParameterizedTest
    @EnumSource
    void aCommitIsWholeOrAbsent(FaultyIo.Fault fault) throws IOException {
        Path original = folder.resolve("original");
        try (Lake lake = TestLake.open(original)) {
            rows.append(lake.create(TestLake.SPEC), 0, 2_000);
        }
        boolean failed = true;
        for (int step = 0; failed; step++) {
            assertThat(step).isLessThan(STEPS_MAX);
            Path root = folder.resolve(fault + "-" + step);
            copy(original, root);
            FaultyIo io = new FaultyIo(new LocalFileIo(), fault, step);
            Optional<CommitOutcome> outcome = commit(root, io);
            failed = io.failed();

            assertOldOrNew(root, outcome);
        }
    }

    /** Java's heap is full at any step: what the log names by then stays. */
    @ParameterizedTest
    @EnumSource(names = {"ONCE_BEFORE", "ONCE_AFTER"})
    void anErrorDeletesNothingThatAVersionNames(FaultyIo.Fault fault) throws IOException {
        Path original = folder.resolve("original");
        try (Lake lake = TestLake.open(original)) {
            rows.append(lake.create(TestLake.SPEC), 0, 2_000);
        }
        boolean failed = true;
        for (int step = 0; failed; step++) {
            Path root = folder.resolve(fault + "-" + step);
            copy(original, root);
            FaultyIo io = new FaultyIo(new LocalFileIo(), fault, step, true);
            Optional<CommitOutcome> outcome = Optional.empty();
            try {
                outcome = commit(root, io);
            } catch (OutOfMemoryError e) {
                assertThat(e).hasMessage("injected fault");
            }
            failed = io.failed();

            assertOldOrNew(root, outcome);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableIsCreatedOrNot(FaultyIo.Fault fault) {
        boolean failed = true;
        for (int step = 0; failed; step++) {
            assertThat(step).isLessThan(STEPS_MAX);
            Path root = folder.resolve(fault + "-" + step);
            FaultyIo io = new FaultyIo(new LocalFileIo(), fault, step);
            try (Lake lake = Lake.openForWriting(root, io, Clock.systemUTC())) {
                lake.create(TestLake.SPEC);
            } catch (WardflowException e) {
                assertThat(e.code()).isIn(ErrorCode.DISK_FAILED, ErrorCode.COMMIT_UNKNOWN);
            }
            failed = io.failed();

            try (Lake lake = TestLake.open(root)) {
                Table table = lake.find(STAYS).orElseGet(() -> lake.create(TestLake.SPEC));
                assertThat(table.spec()).isEqualTo(TestLake.SPEC);
                assertThat(rows.append(table, 0, 3).version()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ONCE_BEFORE", "POWER_CUT_AFTER"})
    void maintenanceLosesNothing(FaultyIo.Fault fault) throws IOException {
        Path original = folder.resolve("original");
        List<String> before;
        try (Lake lake = TestLake.open(original)) {
            Table table = lake.create(TestLake.SPEC);
            Snapshot base = rows.append(table, 0, 2_000);
            TestLake.committed(table.commit(
                    TestLake.commit(base, List.of(), Map.of(base.files().get(0).path(), odd()), Set.of())));
            for (int i = 0; i < 70; i++) {
                TestLake.committed(table.commit(TestLake.commit(table.latest(), List.of())));
            }
            before = rows.ids(table.latest());
        }
        boolean failed = true;
        for (int step = 0; failed; step += 31) {
            Path root = folder.resolve(fault + "-" + step);
            copy(original, root);
            FaultyIo io = new FaultyIo(new LocalFileIo(), fault, step);
            try (Lake lake = Lake.openForWriting(root, io, Clock.systemUTC())) {
                lake.find(STAYS).orElseThrow().maintain(new Retention(72, FUTURE));
            } catch (WardflowException e) {
                assertThat(e.code()).isIn(ErrorCode.DISK_FAILED, ErrorCode.TABLE_CORRUPT);
            }
            failed = io.failed();

            try (Lake lake = TestLake.open(root)) {
                Table table = lake.find(STAYS).orElseThrow();
                assertThat(rows.ids(table.latest())).isEqualTo(before);
                table.maintain(new Retention(72, FUTURE));
                assertThat(rows.ids(table.latest())).isEqualTo(before);
                assertThat(table.latest().version()).isEqualTo(72);
            }
        }
    }

    /** A checkpoint of half the log, that nobody can delete any more, would hide the rest from whoever comes. */
    @Test
    void aLogThatCannotBeReadToItsEndLeavesNoCheckpointThoughNothingCanBeDeleted() throws IOException {
        Path original = folder.resolve("original");
        List<String> before;
        try (Lake lake = TestLake.open(original)) {
            Table table = lake.create(TestLake.SPEC);
            for (int i = 0; i < 70; i++) {
                rows.append(table, i, i + 1);
            }
            before = rows.ids(table.latest());
        }
        boolean failed = true;
        for (int step = 0; failed; step += 5) {
            Path root = folder.resolve("reads-" + step);
            copy(original, root);
            AtomicInteger left = new AtomicInteger(step);
            try (Lake lake = Lake.openForWriting(root, failing(left), Clock.systemUTC())) {
                lake.find(STAYS).orElseThrow().maintain(new Retention(70, Instant.EPOCH));
            } catch (WardflowException e) {
                assertThat(e.code()).isIn(ErrorCode.DISK_FAILED, ErrorCode.TABLE_CORRUPT);
            }
            failed = left.get() < 0;

            try (Lake lake = TestLake.read(root)) {
                assertThat(rows.ids(lake.find(STAYS).orElseThrow().latest()))
                        .as("the read number %s failed", step)
                        .isEqualTo(before);
            }
        }
    }

    /** A disk of which one read fails, and from then on every deletion. */
    private static FileIo failing(AtomicInteger readsLeft) {
        FileIo disk = new LocalFileIo();
        return (FileIo) Proxy.newProxyInstance(
                FileIo.class.getClassLoader(), new Class<?>[] {FileIo.class}, (proxy, method, arguments) -> {
                    boolean failsToRead = method.getName().equals("read") && readsLeft.getAndDecrement() == 0;
                    boolean failsToDelete = method.getName().equals("delete") && readsLeft.get() < 0;
                    if (failsToRead || failsToDelete) {
                        throw new IOException("injected fault");
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void aManifestIsWholeOrAbsent(FaultyIo.Fault fault) {
        Map<TableName, Long> versions = new TreeMap<>(Map.of(STAYS, 7L));
        boolean failed = true;
        for (int step = 0; failed; step++) {
            Path root = folder.resolve(fault + "-" + step);
            FaultyIo io = new FaultyIo(new LocalFileIo(), fault, step);
            boolean confirmed = false;
            try (Lake lake = Lake.openForWriting(root, io, Clock.systemUTC())) {
                lake.manifests().write(new Manifest(1, Instant.EPOCH, versions));
                confirmed = true;
            } catch (WardflowException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DISK_FAILED);
            }
            failed = io.failed();

            try (Lake lake = TestLake.read(root)) {
                Optional<Manifest> found = lake.manifests().latest();
                assertThat(found).isIn(Optional.empty(), Optional.of(new Manifest(1, Instant.EPOCH, versions)));
                assertThat(found.isPresent() || !confirmed).isTrue();
            }
        }
    }

    @Test
    void aFullDiskIsCalledThat() {
        IOException full = new IOException("No space left on device");
        assertThat(Disk.failure("Cannot write", full).code()).isEqualTo(ErrorCode.DISK_FULL);
    }

    private Optional<CommitOutcome> commit(Path root, FileIo io) {
        try (Lake lake = Lake.openForWriting(root, io, Clock.systemUTC())) {
            Table table = lake.find(STAYS).orElseThrow();
            Snapshot base = table.latest();
            return Optional.of(table.commit(new Commit(
                    "MERGE",
                    base,
                    List.of(rows.stage(table, 2_000, 4_000)),
                    Map.of(base.files().get(0).path(), odd()),
                    Set.of(),
                    Map.of("source", "1"),
                    true)));
        } catch (WardflowException e) {
            assertThat(e.code()).isIn(ErrorCode.DISK_FAILED, ErrorCode.COMMIT_UNKNOWN);
            return Optional.empty();
        }
    }

    private void assertOldOrNew(Path root, Optional<CommitOutcome> outcome) {
        try (Lake lake = TestLake.open(root)) {
            Table table = lake.find(STAYS).orElseThrow();
            Snapshot found = table.latest();
            boolean isNew = found.version() == 2;
            assertThat(found.version()).isBetween(1L, 2L);
            assertThat(rows.ids(found)).hasSize(isNew ? 3_000 : 2_000);
            assertThat(found.domain("source")).isEqualTo(isNew ? Optional.of("1") : Optional.empty());
            if (outcome.isPresent()) {
                assertThat(outcome.get())
                        .isInstanceOf(isNew ? CommitOutcome.class : CommitOutcome.Unknown.class)
                        .isNotInstanceOf(CommitOutcome.Conflicted.class);
            }
            found.files().forEach(table::verify);
            assertThat(rows.append(table, 9_000, 9_001).version()).isEqualTo(found.version() + 1);
        }
    }

    /** Too irregular for an inline deletion vector. */
    private static RoaringBitmap odd() {
        RoaringBitmap odd = new RoaringBitmap();
        for (int i = 1; i < 2_000; i += 2) {
            odd.add(i);
        }
        return odd;
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (var walk = Files.walk(from)) {
            walk.forEach(paths::add);
        }
        for (Path path : paths) {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
    }
}
