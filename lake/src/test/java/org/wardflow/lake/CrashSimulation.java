package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * One seed: a writer takes the numbers 0, 1, 2, … into a table, hides some, compacts, cleans up and writes manifests, while faults strike it.
 * After each one it is looked at by a new process: it must hold what was confirmed or what was under way, and nothing in between.
 * Data files hold a number a line instead of Parquet; the lake does not look into them.
 */
final class CrashSimulation {
    private static final int ROUNDS = 3;
    private static final int OPERATIONS_A_ROUND = 6;
    private static final int STEPS_MAX = 60;
    private static final String STATE = "state";

    /** A fault shows as one of these, and only while it is there. */
    private static final Set<ErrorCode> EXPECTED =
            Set.of(ErrorCode.DISK_FAILED, ErrorCode.DISK_FULL, ErrorCode.COMMIT_UNKNOWN);

    private final Path root;
    private final Random random;
    private final UnreliableVolume volume;
    private final Map<Long, Numbers> byVersion = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Numbers confirmed = Numbers.NONE;
    private Numbers attempted = Numbers.NONE;
    private long confirmedCycle;
    private long attemptedCycle;
    private int columns;
    private long faults;

    /** @param root absent, or a lake that {@link #prepare} has begun */
    CrashSimulation(Path root, long seed) {
        this.root = root;
        this.random = new Random(seed);
        this.volume = new UnreliableVolume(random);
    }

    /** What the table holds: the numbers below {@code next} but the hidden ones. */
    record Numbers(int next, Set<Integer> hidden) {
        static final Numbers NONE = new Numbers(0, Set.of());

        String text() {
            return next + ":" + hidden.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        static Numbers parse(String text) {
            int colon = text.indexOf(':');
            Set<Integer> hidden = new TreeSet<>();
            for (String one : text.substring(colon + 1).split(",", -1)) {
                if (!one.isEmpty()) {
                    hidden.add(Integer.valueOf(one));
                }
            }
            return new Numbers(Integer.parseInt(text.substring(0, colon)), hidden);
        }

        List<Integer> visible() {
            List<Integer> visible = new ArrayList<>();
            for (int i = 0; i < next; i++) {
                if (!hidden.contains(i)) {
                    visible.add(i);
                }
            }
            return visible;
        }
    }

    /** A table with so many versions that the next clean-up writes a checkpoint. */
    static void prepare(Path root) {
        CrashSimulation calm = new CrashSimulation(root, 0);
        try (Lake lake = calm.open()) {
            Table table = lake.create(TestLake.SPEC);
            for (int i = 0; i < 62; i++) {
                calm.append(table);
            }
            calm.manifest(lake, table);
        }
    }

    /** Faults, each followed by a look; returns how many struck. Throws AssertionError where something was lost, doubled or torn. */
    long run() {
        begin();
        for (int round = 0; round < ROUNDS; round++) {
            UnreliableVolume.Fault[] all = UnreliableVolume.Fault.values();
            volume.arm(all[random.nextInt(all.length)], random.nextInt(STEPS_MAX));
            work();
            faults += volume.struck() ? 1 : 0;
            volume.revive();
            look();
        }
        try (Lake lake = open()) {
            Table table = table(lake);
            append(table);
            assertThat(found(table.latest())).isEqualTo(confirmed);
        }
        look();
        return faults;
    }

    private void begin() {
        try (Lake lake = open()) {
            confirmed = lake.find(TestLake.STAYS)
                    .map(table -> found(table.latest()))
                    .orElse(Numbers.NONE);
            attempted = confirmed;
            confirmedCycle = lake.manifests().latest().map(Manifest::cycle).orElse(0L);
            attemptedCycle = confirmedCycle;
        }
    }

    private void work() {
        try (Lake lake = open()) {
            for (int i = 0; i < OPERATIONS_A_ROUND && !volume.dead(); i++) {
                try {
                    operate(lake);
                } catch (WardflowException e) {
                    assertThat(e.code()).as(String.valueOf(e)).isIn(EXPECTED);
                    assertThat(volume.struck()).as(String.valueOf(e)).isTrue();
                }
            }
        } catch (WardflowException e) {
            assertThat(e.code()).as(String.valueOf(e)).isIn(EXPECTED);
            assertThat(volume.struck()).isTrue();
        }
    }

    private void operate(Lake lake) {
        // A clock that is set may go back.
        now = now.plus(Duration.ofMinutes(random.nextInt(-30, 90)));
        Table table = table(lake);
        int dice = random.nextInt(12);
        if (dice < 5) {
            append(table);
        } else if (dice < 7) {
            hide(table);
        } else if (dice < 8) {
            compact(table);
        } else if (dice < 10) {
            manifest(lake, table);
        } else if (dice < 11) {
            var unused = table.maintain(new Retention(oldestNeeded(lake, table), now.plus(Duration.ofDays(1))));
        } else {
            String name = "more_" + columns++;
            var unused = table.addColumns(List.of(new Column(name, ColumnType.STRING, false, false)));
        }
    }

    private static long oldestNeeded(Lake lake, Table table) {
        return lake.manifests()
                .latest()
                .map(manifest -> manifest.versions().getOrDefault(TestLake.STAYS, 0L))
                .orElse(table.latest().version());
    }

    private Table table(Lake lake) {
        return lake.find(TestLake.STAYS).orElseGet(() -> lake.create(TestLake.SPEC));
    }

    private void append(Table table) {
        Snapshot base = table.latest();
        Numbers before = found(base);
        List<Integer> fresh = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            fresh.add(before.next() + i);
        }
        commit(
                table,
                base,
                new Numbers(before.next() + fresh.size(), before.hidden()),
                fresh,
                Map.of(),
                Set.of(),
                true);
    }

    private void hide(Table table) {
        Snapshot base = table.latest();
        if (base.files().isEmpty()) {
            return;
        }
        Numbers before = found(base);
        DataFile file = base.files().get(random.nextInt(base.files().size()));
        int position = random.nextInt((int) file.rows());
        Set<Integer> hidden = new TreeSet<>(before.hidden());
        hidden.add(lines(file).get(position));
        commit(
                table,
                base,
                new Numbers(before.next(), hidden),
                List.of(),
                Map.of(file.path(), RoaringBitmap.bitmapOf(position)),
                Set.of(),
                true);
    }

    private void compact(Table table) {
        Snapshot base = table.latest();
        List<DataFile> files = base.files().stream().limit(3).toList();
        List<Integer> rows =
                files.stream().flatMap(file -> visible(file).stream()).toList();
        Set<String> removed = files.stream().map(DataFile::path).collect(Collectors.toSet());
        if (!files.isEmpty()) {
            commit(table, base, found(base), rows, Map.of(), removed, false);
        }
    }

    private void commit(
            Table table,
            Snapshot base,
            Numbers after,
            List<Integer> rows,
            Map<String, RoaringBitmap> deleted,
            Set<String> removed,
            boolean dataChange) {
        List<StagedFile> staged = rows.isEmpty() ? List.of() : List.of(staged(table, rows, dataChange));
        attempted = after;
        CommitOutcome outcome = table.commit(
                new Commit("TEST", base, staged, deleted, removed, Map.of(STATE, after.text()), dataChange));
        if (outcome instanceof CommitOutcome.Committed committed) {
            confirmed = after;
            byVersion.put(committed.snapshot().version(), after);
            assertThat(found(committed.snapshot())).isEqualTo(after);
        } else {
            assertThat(outcome).as("nobody else writes").isInstanceOf(CommitOutcome.Unknown.class);
        }
    }

    /** What is compacted now and then has a row that was hidden meanwhile, and is durable before its commit. */
    private StagedFile staged(Table table, List<Integer> rows, boolean dataChange) {
        if (dataChange || random.nextBoolean()) {
            return stage(table, rows);
        }
        List<Integer> all = new ArrayList<>(rows);
        int position = random.nextInt(rows.size() + 1);
        all.add(position, Integer.MAX_VALUE);
        return table.prepare(stage(table, all).hiding(RoaringBitmap.bitmapOf(position)));
    }

    private void manifest(Lake lake, Table table) {
        Snapshot snapshot = table.latest();
        byVersion.put(snapshot.version(), found(snapshot));
        attemptedCycle = lake.manifests().latest().map(Manifest::cycle).orElse(0L) + 1;
        lake.manifests()
                .write(new Manifest(attemptedCycle, now, new TreeMap<>(Map.of(TestLake.STAYS, snapshot.version()))));
        confirmedCycle = attemptedCycle;
    }

    /** What a new process finds. */
    private void look() {
        try (Lake lake = open()) {
            Optional<Table> table = lake.find(TestLake.STAYS);
            Numbers found = Numbers.NONE;
            if (table.isPresent()) {
                Snapshot latest = table.get().latest();
                found = found(latest);
                assertThat(rows(table.get(), latest)).as("rows of %s", latest).isEqualTo(found.visible());
                assertThat(table.get().check(TableCheck.Depth.DIGESTS).damages())
                        .isEmpty();
            }
            assertThat(found).as("confirmed, or under way").isIn(confirmed, attempted);
            confirmed = found;
            attempted = found;
            look(lake);
        }
    }

    private void look(Lake lake) {
        Optional<Manifest> newest = lake.manifests().latest();
        long cycle = newest.map(Manifest::cycle).orElse(0L);
        assertThat(cycle).as("manifest confirmed, or under way").isIn(confirmedCycle, attemptedCycle);
        confirmedCycle = cycle;
        attemptedCycle = cycle;
        if (newest.isPresent()) {
            Table table = lake.find(TestLake.STAYS).orElseThrow();
            long version = newest.get().versions().getOrDefault(TestLake.STAYS, -1L);
            Snapshot named = table.at(version);
            Numbers then = byVersion.getOrDefault(version, found(named));
            assertThat(rows(table, named)).as("rows that the manifest names").isEqualTo(then.visible());
        }
    }

    private static Numbers found(Snapshot snapshot) {
        return snapshot.domain(STATE).map(Numbers::parse).orElse(Numbers.NONE);
    }

    private static List<Integer> rows(Table table, Snapshot snapshot) {
        snapshot.files().forEach(table::verify);
        return snapshot.files().stream()
                .flatMap(file -> visible(file).stream())
                .sorted()
                .toList();
    }

    private static List<Integer> visible(DataFile file) {
        List<Integer> lines = lines(file);
        List<Integer> visible = new ArrayList<>();
        for (int row = 0; row < lines.size(); row++) {
            if (!file.deleted().contains(row)) {
                visible.add(lines.get(row));
            }
        }
        return visible;
    }

    private static List<Integer> lines(DataFile file) {
        try {
            return Files.readAllLines(file.absolute()).stream()
                    .map(Integer::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StagedFile stage(Table table, List<Integer> rows) {
        Path file = table.newStagingFile();
        try {
            Files.write(file, rows.stream().map(String::valueOf).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long[] keys =
                rows.stream().mapToLong(row -> KeyHash.of(List.of("p" + row))).toArray();
        return new StagedFile(file, rows.size(), Map.of(), List.of(FileKeys.of(keys)));
    }

    private Lake open() {
        FileIo disk = new LocalFileIo(volume);
        FileIo io = (FileIo) Proxy.newProxyInstance(
                FileIo.class.getClassLoader(), new Class<?>[] {FileIo.class}, (proxy, method, arguments) -> {
                    if (volume.dead()) {
                        throw new IOException("the process has ended");
                    }
                    return invoke(disk, method, arguments);
                });
        InstantSource clock = () -> now;
        return Lake.openForWriting(root, io, clock.withZone(ZoneOffset.UTC));
    }

    private static @Nullable Object invoke(FileIo disk, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(disk, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
