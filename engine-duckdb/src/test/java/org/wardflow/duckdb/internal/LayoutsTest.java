package org.wardflow.duckdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.DataFile;

class LayoutsTest {
    @TempDir
    Path folder;

    /** A file that is forgotten between two scans, or within one, must never be taken for one without columns. */
    @Test
    void onlySoManyFilesAreRememberedAndNoneIsReadWrong() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            List<DataFile> files = IntStream.range(0, 5)
                    .mapToObj(i -> {
                        Path path = folder.resolve(i + ".parquet");
                        return new DataFile(path.toString(), path, 1, 0, new RoaringBitmap(), Map.of(), null);
                    })
                    .toList();
            for (int i = 0; i < 5; i++) {
                statement.execute("copy (select 1 as a, 2 as b" + i + ") to '"
                        + files.get(i).absolute() + "' (format parquet)");
            }
            Layouts layouts = new Layouts(2);
            for (int round = 0; round < 2; round++) {
                Map<String, Set<String>> columns = layouts.of(statement, files);
                assertThat(columns).hasSize(5);
                for (int i = 0; i < 5; i++) {
                    assertThat(columns.get(files.get(i).absolute().toString())).contains("a", "b" + i);
                }
                assertThat(layouts.remembered()).isEqualTo(2);
            }
        }
    }

    /** What a writer says of its file spares a look at it; here there is none to look at. */
    @Test
    void aFileThatIsDescribedIsNotLookedInto() throws Exception {
        Path path = folder.resolve("absent.parquet");
        DataFile file = new DataFile(path.toString(), path, 1, 0, new RoaringBitmap(), Map.of(), null);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            Layouts layouts = new Layouts();
            layouts.describe(List.of(file), Set.of("a", "b"));
            assertThat(layouts.of(statement, List.of(file))).isEqualTo(Map.of(path.toString(), Set.of("a", "b")));
        }
    }
}
