package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.TableName;

/** A damaged table stops itself and what reads it; all else goes on, and goes on right when it is mended. */
class DamageTest {
    private static final Reading LATER = new Reading("r1", "a", 9, "one", 0, 2);
    private static final Reading LAST = new Reading("r2", "b", 7, "one", 1, 3);

    @TempDir
    Path folder;

    private Path root = Path.of("");
    private Map<String, List<String>> undisturbed = Map.of();

    @BeforeEach
    void fill() {
        root = folder.resolve("lake");
        try (TinyLake lake = new TinyLake(folder.resolve("undisturbed"))) {
            begin(lake);
            lake.append(LATER);
            lake.rename("a", "c");
            lake.run();
            undisturbed = lake.gold();
        }
        try (TinyLake lake = new TinyLake(root)) {
            begin(lake);
        }
    }

    private static void begin(TinyLake lake) {
        lake.append(new Reading("r1", "a", 5, "one", 0, 1), new Reading("r2", "b", 6, "one", 1, 1));
        lake.rename("x", "y");
        lake.run();
    }

    @Test
    void aFlippedByteInADataFileStopsItsTableAndWhatReadsItAlone() throws IOException {
        Path file = newest("silver/resolved", ".parquet");
        flip(file);
        try (TinyLake lake = new TinyLake(root)) {
            lake.append(LATER);
            assertStopped(lake.run(), "silver.resolved", file);
            assertThat(query(lake, "select amount from silver.reading where reading_id = 'r1'"))
                    .containsExactly("[9]");
            assertThatThrownBy(() -> query(lake, "select amount from silver.resolved"))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT));
            flip(file);
            lake.rename("a", "c");
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.gold()).isEqualTo(undisturbed);
        }
    }

    @Test
    void aFlippedByteInALogStopsItsTableAloneAndMendedItGoesOnWhereItStood() throws IOException {
        for (String table : List.of("silver/alias", "silver/resolved", "gold/total")) {
            Path entry = newest(table + "/_delta_log", ".json");
            flip(entry);
            TableName name = TableName.parse(table.replace('/', '.'));
            try (TinyLake lake = new TinyLake(root)) {
                lake.append(LATER);
                lake.rename("a", "c");
                assertStopped(lake.run(), name.toString(), entry);
                assertThat(lake.lake().manifests().latest().orElseThrow().versions())
                        .doesNotContainKey(name)
                        .containsKey(TableName.parse("silver.reading"));
                assertThatThrownBy(() -> query(lake, "select * from " + name))
                        .isInstanceOfSatisfying(
                                WardflowException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT));
            }
            flip(entry);
            try (TinyLake lake = new TinyLake(root)) {
                assertThat(lake.run().failures()).isEmpty();
                assertThat(lake.gold()).as("after damage of %s", table).isEqualTo(undisturbed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"silver/alias", "silver/resolved", "gold/total"})
    void aFlippedByteInALogThatWasReadBeforeStopsItsTableAloneInThisCycleAndTheNext(String table) throws IOException {
        TableName name = TableName.parse(table.replace('/', '.'));
        try (TinyLake lake = new TinyLake(root)) {
            // Nothing is committed: the states are in memory, but the first commit of each table reads its log again.
            assertThat(lake.run().failures()).isEmpty();
            Path entry = newest(table + "/_delta_log", ".json");
            flip(entry);
            lake.append(LATER);
            lake.rename("a", "c");
            assertStopped(lake.run(), name.toString(), entry);
            assertLeftOut(lake, name);
            assertThat(query(lake, "select amount from silver.reading where reading_id = 'r1'"))
                    .containsExactly("[9]");
            lake.append(LAST);
            assertStopped(lake.run(), name.toString(), entry);
            assertLeftOut(lake, name);
            assertThat(query(lake, "select amount from silver.reading where reading_id = 'r2'"))
                    .containsExactly("[7]");
            flip(entry);
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.gold()).isEqualTo(undisturbedAndMore());
        }
    }

    @Test
    void aDamagedLogThatOnlyTheStallMeetsIsAFailureOfItsOwn() throws IOException {
        TableName total = TableName.parse("gold.total");
        try (TinyLake lake = new TinyLake(root)) {
            assertThat(lake.run().failures()).isEmpty();
            Path resolved = newest("silver/resolved/_delta_log", ".json");
            Path entry = newest("gold/total/_delta_log", ".json");
            flip(resolved);
            flip(entry);
            lake.append(LATER);
            lake.rename("a", "c");
            CycleReport report = lake.run();
            assertThat(report.failures())
                    .extracting(failure -> failure.model().toString())
                    .containsExactlyInAnyOrder("silver.resolved", "gold.total");
            assertThat(report.skipped()).doesNotContain(total).isNotEmpty();
            assertLeftOut(lake, total);
            flip(entry);
            flip(resolved);
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.gold()).isEqualTo(undisturbed);
        }
    }

    @Test
    void aStalledTableWhoseLogIsDamagedIsLeftOutAtOnceThoughItNeedsNoMark() throws IOException {
        TableName total = TableName.parse("gold.total");
        try (TinyLake lake = new TinyLake(root)) {
            Path resolved = newest("silver/resolved", ".parquet");
            flip(resolved);
            lake.append(LATER);
            lake.rename("a", "c");
            assertStopped(lake.run(), "silver.resolved", resolved);
            flip(resolved);
            lake.restart();
            assertThat(lake.pipeline().table(total).latest().version()).isPositive();
            Path entry = newest("gold/total/_delta_log", ".json");
            flip(entry);
            assertStopped(lake.run(), "gold.total", entry);
            assertLeftOut(lake, total);
            flip(entry);
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.gold()).isEqualTo(undisturbed);
        }
    }

    /** Other models fail too, and their marks are what the next start goes on from. */
    @Test
    void aFlippedByteInALogThatWasReadBeforeLosesNoChangeOverARestart() throws IOException {
        try (TinyLake lake = new TinyLake(root)) {
            assertThat(lake.run().failures()).isEmpty();
            Path entry = newest("silver/resolved/_delta_log", ".json");
            flip(entry);
            lake.append(LATER);
            lake.rename("a", "c");
            assertStopped(lake.run(), "silver.resolved", entry);
            flip(entry);
            lake.restart();
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.gold()).isEqualTo(undisturbed);
        }
    }

    private Map<String, List<String>> undisturbedAndMore() {
        try (TinyLake lake = new TinyLake(folder.resolve("undisturbed"))) {
            lake.append(LAST);
            assertThat(lake.run().failures()).isEmpty();
            return lake.gold();
        }
    }

    private static void assertLeftOut(TinyLake lake, TableName name) {
        assertThat(lake.lake().manifests().latest().orElseThrow().versions())
                .doesNotContainKey(name)
                .containsEntry(
                        TableName.parse("silver.reading"),
                        lake.pipeline()
                                .table(TableName.parse("silver.reading"))
                                .latest()
                                .version());
    }

    @Test
    void aDamagedBronzeLogIsAFailureOfItsOwn() throws IOException {
        Path entry = newest("bronze/rename/_delta_log", ".json");
        flip(entry);
        try (TinyLake lake = new TinyLake(root)) {
            lake.append(LATER);
            assertStopped(lake.run(), "bronze.rename", entry);
            assertThat(query(lake, "select amount from silver.reading where reading_id = 'r1'"))
                    .containsExactly("[9]");
            assertThatThrownBy(() -> lake.pipeline().maintain(Keep.all(java.time.Duration.ofDays(1))))
                    .as("clean-up tells it too")
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT));
            flip(entry);
            lake.rename("a", "c");
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.gold()).isEqualTo(undisturbed);
        }
    }

    @Test
    void aTableThatWasDeletedIsComputedAgainWithWhatReadsIt() throws IOException {
        try (TinyLake lake = new TinyLake(root)) {
            for (int i = 0; i < 5; i++) {
                lake.append(new Reading("r1", "a", i, "one", 0, 1 + i));
                lake.run();
            }
        }
        delete(root.resolve("silver/resolved"));
        try (TinyLake lake = new TinyLake(root);
                TinyLake other = new TinyLake(folder.resolve("other"))) {
            assertThat(lake.run().failures()).isEmpty();
            begin(other);
            for (int i = 0; i < 5; i++) {
                other.append(new Reading("r1", "a", i, "one", 0, 1 + i));
            }
            other.run();
            assertThat(lake.gold()).isEqualTo(other.gold());
        }
    }

    @Test
    void bronzeThatWasDeletedIsNotBegunAgainInSilence() throws IOException {
        delete(root.resolve("bronze/reading"));
        assertThatThrownBy(() -> new TinyLake(root)).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
            assertThat(e.what()).contains("bronze.reading");
        });
        assertThat(root.resolve("bronze/reading")).doesNotExist();
    }

    private static void assertStopped(CycleReport report, String table, Path file) {
        assertThat(report.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.model()).hasToString(table);
            assertThat(failure.reason().code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
            assertThat(failure.reason().getMessage())
                    .contains(table)
                    .contains(file.getFileName().toString())
                    .contains("expected");
        });
    }

    private static List<String> query(TinyLake lake, String sql) {
        List<String> rows = new ArrayList<>();
        new Reader(lake.lake(), TinyLake.tiny(), lake.engine())
                .query(sql, KnownAt.now(), row -> rows.add(row.toString()));
        return rows;
    }

    private Path newest(String path, String ending) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(path))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /** Twice is the same again. */
    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static void delete(Path path) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.walk(path)) {
            found = new ArrayList<>(all.toList());
        }
        for (int i = found.size() - 1; i >= 0; i--) {
            Files.delete(found.get(i));
        }
    }
}
