package org.wardflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableChanges.Slice;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

class PickedRowsTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.STRING, true, true),
            new Column("place", ColumnType.BIGINT, true, false),
            new Column("twin", ColumnType.STRING, false, true));
    private static final TableSpec SPEC = new TableSpec(
            TableName.parse("silver.picked"), COLUMNS, List.of(List.of("id"), List.of("twin")), List.of("place"));
    private static final int ROWS = 40_000;

    @TempDir
    Path parent;

    private Path folder;

    private SparkEngine engine;
    private SqlSession session;
    private StagedFile staged;

    @BeforeEach
    void stageRowsInAnotherOrderThanTheFileHasThem() throws IOException {
        folder = Files.createDirectories(parent.resolve("a=b ü %20{x}*"));
        engine = SparkEngine.on(TestSpark.session(), Content.load(folder));
        session = engine.open();
        Relation rows = session.materialise(
                "select 'k' || i as id, (i * 7919) % " + ROWS
                        + " as place, case when i % 10 > 0 then 't' || (i div 2) end as twin" + " from range(" + ROWS
                        + ") r(i)",
                Map.of());
        staged = session.stage(rows, SPEC, () -> folder.resolve("staged")).get(0);
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void aKeyIsFoundAtTheRowThatTheFileHasItAt() {
        FileKeys keys = staged.keys().get(0);
        assertThat(keys.isLocated()).isTrue();
        assertThat(keys.distinct()).isEqualTo(ROWS);
        for (int i = 0; i < ROWS; i += 997) {
            assertThat(places(List.of("id"), "k" + i, rowsOf(keys, "k" + i))).containsExactly((long) i * 7919 % ROWS);
        }
    }

    @Test
    void rowsWithoutAKeyAreCountedAndKeysMayHaveSeveralRows() {
        FileKeys keys = staged.keys().get(1);
        assertThat(keys.hashes()).hasSize(ROWS / 10 * 9);
        assertThat(places(List.of("twin"), "t1", rowsOf(keys, "t1"))).containsExactlyInAnyOrder(2L * 7919, 3L * 7919);
    }

    @Test
    void aRowOfAnotherKeyIsLeftOutThoughItWasPicked() {
        RoaringBitmap picked = rowsOf(staged.keys().get(0), "k5");
        picked.add(ROWS - 1);

        assertThat(places(List.of("id"), "k5", picked)).containsExactly(5L * 7919);
    }

    private static RoaringBitmap rowsOf(FileKeys keys, String key) {
        long wanted = KeyHash.of(List.of(key));
        RoaringBitmap rows = new RoaringBitmap();
        for (int i = 0; i < keys.hashes().length; i++) {
            if (keys.hashes()[i] == wanted) {
                rows.add(keys.rows()[i]);
            }
        }
        return rows;
    }

    /** The places of the rows read, each checked to stand where the scan says. */
    private List<Long> places(List<String> columns, String key, RoaringBitmap picked) {
        DataFile file = new DataFile("staged", staged.path(), staged.rows(), 0, new RoaringBitmap(), Map.of(), null);
        Relation wanted =
                session.rows(List.of(new Column(columns.get(0), ColumnType.STRING, true, true)), List.of(List.of(key)));
        Scan scan = Scan.ofSlices(COLUMNS, List.of(new Slice(file, Optional.of(picked))))
                .only(new Scan.Keys(columns, wanted))
                .withPositions();
        Map<Long, Long> places = new TreeMap<>();
        RowConsumer consumer = row -> places.put(number(row.get(1)), number(row.get(0)));
        session.query("select place, " + Scan.POSITION + " from run.t", Map.of("run.t", session.scan(scan)), consumer);
        // Sorted by place, from 0 without a gap: a row's position is its place.
        assertThat(places).allSatisfy((position, place) -> assertThat(position).isEqualTo(place));
        return new ArrayList<>(places.values());
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
