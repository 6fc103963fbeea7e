package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.lake.TestLake.STAYS;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** Our deletion vectors, read back by us and by Delta Kernel's own reader. */
class DeletionVectorTest extends OnOneTable {
    private static final int ROWS = 70_000;

    @BeforeEach
    void fill() {
        rows.append(table, 0, ROWS);
        rows.append(table, ROWS, 2 * ROWS);
    }

    @Test
    void aSmallVectorIsInline() throws Exception {
        hide(RoaringBitmap.bitmapOf(0, 65_536, ROWS - 1), new RoaringBitmap());

        assertThat(vectorFiles()).isEmpty();
        assertReadersAgree(2 * ROWS - 3);
    }

    @Test
    void theLargeVectorsOfACommitShareAFile() throws Exception {
        RoaringBitmap thirds = every(3);
        RoaringBitmap fifths = every(5);
        hide(thirds, fifths);

        assertThat(vectorFiles()).hasSize(1);
        assertReadersAgree(2 * ROWS - thirds.getCardinality() - fifths.getCardinality());
    }

    @Test
    void aVectorGrows() throws Exception {
        hide(every(3), new RoaringBitmap());
        hide(every(5), RoaringBitmap.bitmapOf(1));

        assertReadersAgree(2 * ROWS - RoaringBitmap.or(every(3), every(5)).getCardinality() - 1);
        assertThat(table.latest().files().get(0).deleted()).isEqualTo(RoaringBitmap.or(every(3), every(5)));
    }

    @Test
    void aDamagedVectorFileIsNoticed() throws IOException {
        hide(every(3), new RoaringBitmap());
        Path file = root.resolve("silver/stay").resolve(vectorFiles().get(0));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        try (Lake reader = TestLake.read(root)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThatThrownBy(read::latest)
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT));
        }
    }

    private void hide(RoaringBitmap first, RoaringBitmap second) {
        List<DataFile> files = table.latest().files();
        TestLake.committed(table.commit(TestLake.commit(
                table.latest(),
                List.of(),
                Map.of(files.get(0).path(), first, files.get(1).path(), second),
                Set.of())));
    }

    private void assertReadersAgree(int expected) throws IOException {
        List<String> ours = new ArrayList<>(rows.ids(table.latest()));
        assertThat(ours).hasSize(expected);
        assertThat(table.latest().visibleRows()).isEqualTo(expected);
        assertThat(kernelsIds()).isEqualTo(ours);
    }

    private List<String> kernelsIds() throws IOException {
        Engine engine = DefaultEngine.create(new Configuration());
        Snapshot snapshot = TableManager.loadSnapshot(
                        root.resolve("silver/stay").toString())
                .build(engine);
        Scan scan = snapshot.getScanBuilder().build();
        Row state = scan.getScanState(engine);
        List<String> ids = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
            while (files.hasNext()) {
                try (CloseableIterator<Row> each = files.next().getRows()) {
                    while (each.hasNext()) {
                        read(engine, state, each.next(), ids);
                    }
                }
            }
        }
        Collections.sort(ids);
        return ids;
    }

    private static void read(Engine engine, Row state, Row file, List<String> ids) throws IOException {
        var physical = engine.getParquetHandler()
                .readParquetFiles(
                        Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                        ScanStateRow.getPhysicalDataReadSchema(state),
                        Optional.empty())
                .map(result -> result.getData());
        try (CloseableIterator<FilteredColumnarBatch> logical =
                Scan.transformPhysicalData(engine, state, file, physical)) {
            while (logical.hasNext()) {
                try (CloseableIterator<Row> found = logical.next().getRows()) {
                    found.forEachRemaining(row -> ids.add(row.getString(0)));
                }
            }
        }
    }

    private List<String> vectorFiles() {
        return TestLake.names(root.resolve("silver/stay")).stream()
                .filter(name -> name.endsWith(".bin"))
                .toList();
    }

    private static RoaringBitmap every(int step) {
        RoaringBitmap rows = new RoaringBitmap();
        for (int i = 0; i < ROWS; i += step) {
            rows.add(i);
        }
        return rows;
    }
}
