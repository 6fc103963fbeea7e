package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CommitOutcome;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;
import org.wardflow.proof.laws.CanonicalText;

/** delta-spark reads what we write, in every state of a table; we read on, and write on, after it has changed one. */
class DeltaContractTest {
    private static final TableName NAME = TableName.parse("silver.thing");
    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.BIGINT, true, false),
            new Column("word", ColumnType.STRING, false, true),
            new Column("is_on", ColumnType.BOOLEAN, false, false),
            new Column("small", ColumnType.INT, false, false),
            new Column("exact", ColumnType.DECIMAL, false, false),
            new Column("some_day", ColumnType.DATE, false, false),
            new Column("moment", ColumnType.TIMESTAMP, false, false),
            new Column("content", ColumnType.BINARY, false, true));
    private static final TableSpec SPEC = new TableSpec(NAME, COLUMNS, List.of(List.of("id")), List.of("id"));

    @TempDir
    private Path folder;

    private DuckDbEngine engine;
    private SqlSession session;
    private Lake lake;
    private Table table;

    @BeforeEach
    void open() {
        Path root = folder.resolve("lake");
        engine = DuckDbEngine.start(
                new DuckDbSettings(500_000_000, 1, folder.resolve("spill"), 1_000_000_000, List.of(root)),
                Content.load(folder));
        session = engine.open();
        lake = Lake.openForWriting(root, new LocalFileIo(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        table = lake.create(SPEC);
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
        lake.close();
    }

    @Test
    void sparkReadsAnEmptyTable() {
        assertThat(sparksRows()).isEmpty();
    }

    @Test
    void sparkReadsEveryTypeAndNullsAndEarlierVersions() {
        append(0, 10);
        append(10, 30);
        assertThat(sparksRows()).hasSize(30).isEqualTo(ourRows());
        assertThat(LocalSpark.session()
                        .read()
                        .format("delta")
                        .option("versionAsOf", 1)
                        .load(path())
                        .count())
                .isEqualTo(10);
    }

    @Test
    void sparkSeesTheRowsThatWeDelete() {
        append(0, 20);
        String file = table.latest().files().get(0).path();
        commit(List.of(), Map.of(file, RoaringBitmap.bitmapOf(0, 3, 19)), Set.of());
        assertThat(sparksRows()).hasSize(17).isEqualTo(ourRows());
        commit(List.of(), Map.of(file, RoaringBitmap.bitmapOf(4)), Set.of());
        assertThat(sparksRows()).hasSize(16).isEqualTo(ourRows());
        commit(List.of(), Map.of(), Set.of(file));
        assertThat(sparksRows()).isEmpty();
    }

    @Test
    void sparkSeesAColumnThatWasAdded() {
        append(0, 5);
        table.addColumns(List.of(new Column("later", ColumnType.STRING, false, false)));
        assertThat(sparksRows())
                .hasSize(5)
                .isEqualTo(ourRows())
                .allSatisfy(row -> assertThat(row).endsWith(" | null"));
    }

    @Test
    void weReadAndWriteOnAfterSparkHasUpdatedAndDeleted() {
        append(0, 40);
        LocalSpark.session().sql("update delta.`" + path() + "` set word = 'changed' where id < 3");
        LocalSpark.session().sql("delete from delta.`" + path() + "` where id = 5");
        assertThat(ourRows())
                .hasSize(39)
                .isEqualTo(sparksRows())
                .anySatisfy(row -> assertThat(row).contains("changed"));
        append(40, 50);
        assertThat(ourRows()).hasSize(49).isEqualTo(sparksRows());
        String ours = table.latest().files().get(0).path();
        commit(List.of(), Map.of(ours, RoaringBitmap.bitmapOf(20)), Set.of());
        assertThat(ourRows()).hasSize(48).isEqualTo(sparksRows());
    }

    @Test
    void weReadOnAfterSparkHasMergedOptimizedAndVacuumed() {
        append(0, 10);
        append(10, 20);
        LocalSpark.session()
                .sql("merge into delta.`" + path() + "` t using (select 7L as id) s on t.id = s.id "
                        + "when matched then update set small = 99");
        LocalSpark.session().sql("optimize delta.`" + path() + "`");
        LocalSpark.session().sql("vacuum delta.`" + path() + "`");
        assertThat(ourRows()).hasSize(20).isEqualTo(sparksRows());
    }

    private void append(int from, int to) {
        List<List<@Nullable String>> rows =
                IntStream.range(from, to).mapToObj(DeltaContractTest::row).toList();
        Relation relation = session.rows(COLUMNS, rows);
        commit(session.stage(relation, SPEC, table::newStagingFile), Map.of(), Set.of());
    }

    /** Every seventh row has an id alone. */
    private static List<@Nullable String> row(int i) {
        return i % 7 == 6
                ? Arrays.asList("" + i, null, null, null, null, null, null, null)
                : Arrays.asList(
                        "" + i,
                        "wörd " + i,
                        i % 2 == 0 ? "true" : "false",
                        "" + -i,
                        i + ".000001",
                        "1999-12-" + (10 + i % 20),
                        "2026-03-29T01:59:59.99999" + i % 10 + "Z",
                        "bytes " + i);
    }

    private void commit(List<StagedFile> added, Map<String, RoaringBitmap> deleted, Set<String> removed) {
        CommitOutcome outcome =
                table.commit(new Commit("MERGE", table.latest(), added, deleted, removed, Map.of(), true));
        assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
    }

    private List<String> ourRows() {
        return rows(session, session.scan(Scan.of(table.latest())));
    }

    private List<String> sparksRows() {
        return LocalSpark.delta(
                Path.of(path()),
                table.latest().columns().stream().map(Column::name).toList());
    }

    private static List<String> rows(SqlSession session, Relation relation) {
        List<String> rows = new ArrayList<>();
        session.query(
                "select * from silver.thing", Map.of("silver.thing", relation), row -> rows.add(CanonicalText.of(row)));
        return rows.stream().sorted().toList();
    }

    private String path() {
        return folder.resolve("lake/silver/thing").toString();
    }
}
