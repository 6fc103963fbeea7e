package org.wardflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.AllTypes;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;

class SparkEngineTest {
    @TempDir
    Path parent;

    private Path folder;
    private SparkEngine engine;
    private SqlSession session;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(parent.resolve("a=b ü %20{x}*"));
        engine = SparkEngine.on(TestSpark.session(), Content.load(folder));
        session = engine.open();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void aTimeWithoutAZoneIsUtc() {
        assertThat(new AllTypes(session, folder).value("select cast('2026-03-29 01:30:00' as timestamp)"))
                .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    }

    /** {@link TestSpark} stands for a cluster that says otherwise. */
    @Test
    void whatAClusterSetsForSqlDoesNotChangeWhatItMeans() {
        AllTypes all = new AllTypes(session, folder);
        assertThat(all.value("select length('a\\\\b')")).as("one backslash").isEqualTo(3);
        assertThat(all.value("select typeof(timestamp '2026-03-29 01:30:00')")).isEqualTo("timestamp");
        assertThat(all.value("select typeof(cast(1 as decimal(38,18)) * cast(1 as decimal(38,18)))"))
                .isEqualTo("decimal(38,6)");
        assertThat(all.value("select \"text\"")).isEqualTo("text");
        assertThat(all.value("select max(k) from (select id % 2 as k from range(4) group by 1)"))
                .isEqualTo(1L);
        assertThatThrownBy(() -> all.value("select cast('x' as int)")).hasMessageContaining("CAST_INVALID_INPUT");
    }

    /** Keys would be replaced by the rows that are left, and nobody would know. */
    @Test
    void aFileThatIsGoneOrDamagedIsAnErrorAndNotAFileWithoutRows() throws IOException {
        for (boolean gone : new boolean[] {true, false}) {
            Path file = Files.writeString(folder.resolve("rows-" + gone + ".parquet"), "no Parquet");
            DataFile data = new DataFile(file.toString(), file, 3, 0, new RoaringBitmap(), Map.of(), null);
            Column id = new Column("id", ColumnType.BIGINT, false, false);
            Relation rows = session.scan(Scan.of(List.of(id), List.of(data)));
            if (gone) {
                Files.delete(file);
            }
            assertThatThrownBy(() -> session.materialise("select * from run.rows", Map.of("run.rows", rows)))
                    .as("gone: " + gone)
                    .hasMessageContaining("ENGINE_FAILED");
        }
    }

    /** Else the rows of a union's two halves, parted alike, would be taken side by side, and not shuffled once more. */
    @Test
    void aUnionIsPartedAnewWhateverItsPartsAre() {
        engine.useThreads(engine.parallelism());
        String half = "select id % 10 as k, count(*) as n from range(100) group by id % 10";
        String plan = String.valueOf(new AllTypes(session, folder)
                .value("explain select k, sum(n) as n from (" + half + " union all " + half + ") group by k"));

        assertThat(plan.split("Exchange hashpartitioning\\(k", -1)).hasSize(2);
    }

    @Test
    void changesAreNamedInTheArgumentOfAFunction() throws IOException {
        Files.createDirectories(folder.resolve("prelude"));
        Files.writeString(
                folder.resolve("prelude/spark.sql"),
                "create temporary function twice(x bigint) returns bigint return x + x;\n");
        try (SparkEngine other = SparkEngine.on(TestSpark.session(), Content.load(folder));
                SqlSession twice = other.open()) {
            Relation changes = twice.materialise("select id from range(3)", Map.of());
            Relation named = twice.select(
                    "with changes as (select * from run.changes) select id from (select id from range(9) where id is null"
                            + " or id >= twice((select max(id) from changes))) as named_keys",
                    Map.of("run.changes", changes));
            assertThat(twice.materialise("select * from run.named", Map.of("run.named", named))
                            .size())
                    .isEqualTo(5);
        }
    }

    @Test
    void aFailureTellsNoValue() {
        assertThatThrownBy(() -> new AllTypes(session, folder).value("select cast('secret' as int)"))
                .hasMessageContaining("SQL_FAILED")
                .hasMessageContaining("CAST_INVALID_INPUT")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new AllTypes(session, folder).value("select nothing"))
                .hasMessageContaining("nothing");
    }

    @Test
    void onlyASelectOverTablesIsReadOnly() {
        session.requireReadOnly("with a as (select * from gold.t) select * from a where x in (select y from silver.u)");
        session.requireReadOnly("select c from gold.t cross join lateral explode(x) as e(c)");
        for (String refused : List.of(
                "insert into gold.t values (1)",
                "create temporary view v as select 1",
                "set spark.sql.ansi.enabled = false",
                "select * from parquet.`/etc/hostname`",
                "select * from t",
                "select java_method('java.lang.System', 'exit', 1)",
                "select (select max(x) from other.t)",
                "select 1; select 2",
                "selec")) {
            assertThatThrownBy(() -> session.requireReadOnly(refused)).hasMessageContaining("QUERY_INVALID");
        }
    }

    @Test
    void thePreludeMustRun() throws IOException {
        Files.createDirectories(folder.resolve("prelude"));
        Path prelude = folder.resolve("prelude/spark.sql");
        Files.writeString(
                prelude, "-- twice\ncreate temporary function twice(x bigint) returns bigint return x + x;\n");
        try (SparkEngine other = SparkEngine.on(TestSpark.session(), Content.load(folder));
                SqlSession twice = other.open()) {
            List<@Nullable Object> values = new ArrayList<>();
            twice.query("select twice(2)", Map.of(), values::addAll);
            assertThat(values).containsExactly(4L);
        }
        Files.writeString(prelude, "create temporary function nonsense;\n");
        assertThatThrownBy(() -> SparkEngine.on(TestSpark.session(), Content.load(folder)))
                .hasMessageContaining("MODEL_INVALID");
    }
}
