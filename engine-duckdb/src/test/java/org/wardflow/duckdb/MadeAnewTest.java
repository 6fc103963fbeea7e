package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.TableName;

/** A table that is made anew counts its versions from 0 again; no manifest of the one before may speak for it. */
class MadeAnewTest {
    private static final TableName RESOLVED = TableName.parse("silver.resolved");

    @TempDir
    Path folder;

    private Path lakeFolder() {
        return folder.resolve("lake");
    }

    /** The process is killed after the models have committed and before the manifest is written: the newest one names the old table. */
    @Test
    void aProcessThatEndsBeforeItsManifestGoesOnAsIfItHadNot() throws IOException {
        try (TinyLake lake = new TinyLake(lakeFolder())) {
            for (int i = 0; i < 4; i++) {
                lake.append(new Reading("r" + i, "a", 5, "one", i, 1));
                lake.run();
            }
            assertThat(lake.lake().find(RESOLVED).orElseThrow().latest().version())
                    .isGreaterThanOrEqualTo(4);
            Path before = copyManifests();
            lake.restart(reshaped());
            assertThat(lake.run().failures()).isEmpty();
            putBack(before);

            lake.restart(reshaped());
            assertThat(lake.run().failures()).isEmpty();
            for (int i = 4; i < 9; i++) {
                lake.append(new Reading("r" + i, "a", 5, "one", i, 1));
                CycleReport report = lake.run();
                assertThat(report.failures()).isEmpty();
                assertThat(lake.rows("gold.total")).containsExactly("[all, %s, %s]".formatted(i + 1, 5 * (i + 1)));
            }
        }
    }

    @Test
    void anEarlierStateOfATableThatWasMadeAnewIsGoneAndNotALaterOne() throws IOException {
        try (TinyLake lake = new TinyLake(lakeFolder())) {
            lake.append(new Reading("r0", "a", 5, "one", 0, 1));
            long early = lake.run().cycle();
            Path before = copyManifests();
            lake.restart(reshaped());
            for (int i = 1; i < 6; i++) {
                lake.append(new Reading("r" + i, "a", 5, "one", i, 1));
                lake.run();
            }
            Path kept = lakeFolder().resolve("_manifests");
            try (Stream<Path> files = Files.list(before)) {
                for (Path file : files.toList()) {
                    Files.copy(file, kept.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Reader reader = new Reader(lake.lake(), reshaped(), lake.engine());
            assertThatThrownBy(() -> reader.query("select * from silver.resolved", new KnownAt.Cycle(early), row -> {}))
                    .hasMessageContaining("VERSION_GONE")
                    .hasMessageContaining("made anew");
        }
    }

    /** A model of a later build looks a table up by a key that its files say nothing of. */
    @Test
    void aTableWhoseFilesLackAKeyThatAModelNowNeedsIsMadeAnew() throws IOException {
        Path content = folder.resolve("content");
        Content plain = TinyLake.tinyWith(content, "unchanged", "", "");
        try (TinyLake lake = new TinyLake(lakeFolder(), plain)) {
            lake.append(new Reading("r0", "a", 5, "one", 0, 1), new Reading("r1", "b", 6, "two", 1, 1));
            lake.run();
            Path units = Files.createDirectories(content.resolve("gold/unit_count"));
            Files.writeString(units.resolve("contract.yaml"), """
                    apiVersion: v3.1.0
                    kind: DataContract
                    id: gold.unit_count
                    version: 1.0.0
                    status: active
                    description: {purpose: "A table for tests."}
                    schema:
                      - name: unit_count
                        logicalType: object
                        properties:
                          - {name: unit, physicalType: STRING, primaryKey: true}
                          - {name: readings, physicalType: BIGINT}
                    """);
            Files.writeString(units.resolve("model.sql"), """
                    -- key:   unit
                    -- input: silver.reading
                    select unit, count(*) as readings from silver.reading where unit is not null group by unit
                    """);
            Content more = Content.load(content);
            lake.restart(more);
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.lake()
                            .find(TableName.parse("silver.reading"))
                            .orElseThrow()
                            .spec()
                            .keyFilters())
                    .contains(List.of("unit"));
            assertThat(lake.rows("gold.unit_count")).hasSize(2);
            assertThat(lake.rows("silver.reading")).hasSize(2);
        }
    }

    /** One table has a column of another type, and its reader another text. */
    private Content reshaped() throws IOException {
        Path content = folder.resolve("reshaped");
        var unused = TinyLake.tinyWith(
                content, "silver/resolved/contract.yaml", "amount, physicalType: INT", "amount, physicalType: BIGINT");
        Path total = content.resolve("gold/total/model.sql");
        Files.writeString(total, Files.readString(total) + "-- changed\nhaving true\n");
        return Content.load(content);
    }

    private Path copyManifests() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("manifests"));
        try (Stream<Path> files = Files.list(lakeFolder().resolve("_manifests"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        return copy;
    }

    private void putBack(Path copy) throws IOException {
        Path manifests = lakeFolder().resolve("_manifests");
        try (Stream<Path> files = Files.list(manifests)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.toList()) {
                Files.copy(file, manifests.resolve(file.getFileName().toString()));
            }
        }
    }
}
