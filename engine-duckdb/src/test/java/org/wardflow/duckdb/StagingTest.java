package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/** A process runs for months: what it stages is gone once a cycle is over, without a restart. */
class StagingTest {
    @TempDir
    Path folder;

    @Test
    void cyclesAndCompactionsLeaveNothingStaged() throws IOException {
        try (TinyLake lake = new TinyLake(folder)) {
            for (int i = 0; i < 12; i++) {
                lake.append(new Reading("r" + i, "a", 5, "one", i, 1));
                lake.run();
            }
            assertThat(lake.pipeline().compact()).isPositive();
            assertThat(staged(folder)).isEmpty();
        }
    }

    @Test
    void aModelThatFailsItsCheckLeavesNothingStaged() throws IOException {
        Path root = folder.resolve("lake");
        try (TinyLake lake = new TinyLake(
                root,
                TinyLake.tinyWith(
                        folder.resolve("broken"),
                        "silver/resolved/model.sql",
                        "select r.reading_id,",
                        "select 'x' as reading_id,"))) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1), new Reading("r2", "a", 6, "one", 0, 1));
            assertThat(lake.run().failures()).hasSize(1);
            assertThat(staged(root)).isEmpty();
        }
    }

    @Test
    void aFolderOfFilesThatNoCommitTookInIsDeleted() throws IOException {
        try (TinyLake lake = new TinyLake(folder)) {
            Table table = lake.pipeline().table(TableName.parse("bronze.reading"));
            Path path = table.newStagingFile();
            Files.createDirectory(path);
            Files.writeString(path.resolve("data_0.parquet"), "not taken in");
            table.discardStaged(path);
            table.discardStaged(table.newStagingFile());
            assertThat(staged(folder)).isEmpty();
        }
    }

    private static List<String> staged(Path root) throws IOException {
        Path staging = root.resolve("_staging");
        assertThat(staging).isDirectory();
        try (Stream<Path> left = Files.list(staging)) {
            return left.map(path -> path.getFileName().toString()).toList();
        }
    }
}
