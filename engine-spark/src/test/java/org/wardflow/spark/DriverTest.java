package org.wardflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** Little comes to the driver, however many rows there are: Spark ends a job that sends more than {@link TestSpark#ANSWERS_BYTES_MAX}. */
class DriverTest {
    /** What the driver takes of the hashes of a file; the rest lies beside it. */
    private static final int SENT_MAX = 1_024;

    /** Their hashes and rows are twelve bytes each, for two keys: more than may come, were they sent. */
    private static final int MANY = 120_000;

    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.BIGINT, true, false), new Column("twin", ColumnType.BIGINT, true, false));
    private static final TableSpec SPEC = new TableSpec(
            TableName.parse("silver.numbers"), COLUMNS, List.of(List.of("id"), List.of("twin")), List.of("id"));

    @TempDir
    private Path folder;

    private SparkEngine engine;
    private SqlSession session;

    @BeforeEach
    void open() throws Exception {
        engine = SparkEngine.on(TestSpark.session(), Content.load(folder));
        engine.useThreads(engine.parallelism());
        session = engine.open();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void whatWouldFillTheDriverIsRefused() {
        Relation texts =
                session.select("select sha2(cast(id as string), 512) as text from range(0, 40000, 1, 1)", Map.of());
        assertThatThrownBy(() -> session.query("select text from run.t", Map.of("run.t", texts), row -> {}))
                .hasMessageContaining("ENGINE_FAILED")
                .hasMessageContaining("spark.driver.maxResultSize");
    }

    @Test
    void theKeysOfManyRowsLieBesideThem() throws Exception {
        List<StagedFile> staged = stage(MANY);
        assertThat(staged.stream().mapToLong(StagedFile::rows).sum()).isEqualTo(MANY);
        long[] found = staged.stream()
                .map(file -> read(file.keys().get(0)))
                .flatMapToLong(keys -> Arrays.stream(keys.hashes()))
                .sorted()
                .toArray();
        assertThat(found)
                .isEqualTo(IntStream.range(0, MANY)
                        .mapToLong(id -> KeyHash.of(List.of(String.valueOf(id))))
                        .sorted()
                        .toArray());
        assertThat(staged.stream()
                        .mapToLong(file -> file.keys().get(1).distinct())
                        .sum())
                .isBetween(MANY / 2L, MANY / 2L + staged.size());
    }

    @Test
    void theKeysOfFewRowsComeWithThem() throws Exception {
        assertThat(stage(SENT_MAX))
                .singleElement()
                .satisfies(file -> assertThat(file.keys().get(0).hashes()).hasSize(SENT_MAX));
        assertThat(beside()).isZero();
        assertThat(stage(SENT_MAX + 1))
                .singleElement()
                .satisfies(file -> assertThatThrownBy(() -> file.keys().get(0).hashes())
                        .isInstanceOf(IllegalStateException.class));
        // Of the other key there are half as many.
        assertThat(beside()).isEqualTo(1);
    }

    /** Cut up by the many tasks of a large cycle, its parts would be merged again and again. */
    @Test
    void filesThatAreMergedBecomeOneHoweverManyTasksThereAre() {
        List<DataFile> files = IntStream.range(0, 8)
                .mapToObj(nth -> session.stage(
                        session.select("select id, id as twin from range(40000)", Map.of()),
                        SPEC,
                        () -> folder.resolve("merged-" + nth)))
                .flatMap(List::stream)
                .map(DriverTest::readable)
                .toList();
        assertThat(session.stage(session.scan(Scan.of(COLUMNS, files)), SPEC, () -> folder.resolve("one")))
                .singleElement()
                .satisfies(file -> assertThat(file.rows()).isEqualTo(8 * 40_000));
    }

    @Test
    void thePositionsOfManyRowsComeAsBitmapsOneForEachFile() {
        List<DataFile> files = stage(MANY).stream().map(DriverTest::readable).toList();
        Relation rows = session.scan(Scan.of(COLUMNS, files).withPositions());
        Relation shuffled = session.select(
                "select * from (select *, row_number() over (partition by id % 50 order by id) as nth from run.t)"
                        + " where nth > 0",
                Map.of("run.t", rows));
        Map<String, RoaringBitmap> found = session.positions(shuffled, files);
        assertThat(found).hasSameSizeAs(files);
        files.forEach(
                file -> assertThat(found.get(file.path())).isEqualTo(RoaringBitmap.bitmapOfRange(0, file.rows())));
    }

    @Test
    void rowsThatAreTooManyForTheDriverStayWhereTheyAre() {
        // Few enough by their number, and each part by its bytes, but not all of them together.
        Relation kept = session.materialise("select id, repeat('x', 20000) as text from range(0, 100, 1, 4)", Map.of());
        assertThat(kept.size()).isEqualTo(100);
        Relation lengths = session.select("select sum(length(text)) as n from run.t", Map.of("run.t", kept));
        session.query(
                "select n from run.t",
                Map.of("run.t", lengths),
                row -> assertThat(row).containsExactly(2_000_000L));
        session.drop(kept);
    }

    private List<StagedFile> stage(int rows) {
        Relation numbers =
                session.select("select id, cast(id / 2 as bigint) as twin from range(" + rows + ")", Map.of());
        Relation kept = session.materialise("select * from run.t", Map.of("run.t", numbers));
        return session.stage(kept, SPEC, () -> folder.resolve("staged-" + rows));
    }

    private long beside() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).contains(".keys-"))
                    .count();
        }
    }

    private static FileKeys read(FileKeys keys) {
        try {
            return keys.read(new LocalFileIo());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataFile readable(StagedFile file) {
        return new DataFile(
                file.path().toString(), file.path(), file.rows(), 0, new RoaringBitmap(), file.statistics(), null);
    }
}
