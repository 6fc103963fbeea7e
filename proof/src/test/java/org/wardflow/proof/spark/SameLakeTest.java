package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.hospital.catchup.AttributeTable;
import org.wardflow.hospital.catchup.SeenAttribute;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;
import org.wardflow.proof.laws.Input;
import org.wardflow.proof.laws.Site;
import org.wardflow.spark.SparkEngine;

/** One engine goes on where the other one has stopped, any number of times, and the rows are those of one engine alone. */
@Tag("slow")
class SameLakeTest {
    private static final Content CONTENT = Content.load(SameLakeTest.class.getClassLoader(), Optional.empty());
    private static final SeenAttribute SEEN =
            new SeenAttribute(AttributeTable.TOPIC, "ward_phone", "ward_phone", Instant.EPOCH);
    private static final Content GROWN = AttributeTable.extend(CONTENT, List.of(SEEN));
    private static final long SEED = 11;
    private static final int MESSAGES = 60;

    @TempDir
    private Path folder;

    private SqlEngine duckDb;
    private SqlEngine spark;

    @BeforeEach
    void start() {
        duckDb = DuckDbEngine.start(
                new DuckDbSettings(1_000_000_000, 2, folder.resolve("spill"), 4_000_000_000L, List.of(folder)),
                CONTENT);
        spark = SparkEngine.on(LocalSpark.session(), CONTENT);
    }

    @AfterEach
    void stop() {
        spark.close();
        duckDb.close();
    }

    @Test
    void theEnginesTakeTurns() throws Exception {
        Path alone = Files.createDirectories(folder.resolve("alone"));
        Path turns = Files.createDirectories(folder.resolve("turns"));
        for (int part = 0; part < 4; part++) {
            Content content = part < 2 ? CONTENT : GROWN;
            step(alone, content, duckDb, part);
            long before = cycle(turns);
            step(turns, content, part % 2 == 0 ? duckDb : spark, part);
            assertThat(cycle(turns)).isGreaterThan(before);
        }

        assertThat(rows(turns)).isEqualTo(rows(alone));
        assertThat(books(turns)).as("offsets, progress and manifest").isEqualTo(books(alone));
        assertThat(hidden(turns)).as("rows that deletion vectors hide").isPositive();
        for (SqlEngine engine : List.of(duckDb, spark)) {
            long before = cycle(turns);
            try (Site site = new Site(turns, GROWN, engine)) {
                assertThat(site.run().runs())
                        .as("nothing is left to do for " + engine.name())
                        .isEmpty();
            }
            assertThat(cycle(turns)).isEqualTo(before);
        }
    }

    /** A quarter of the messages, then a cycle; the first brings the rest of the input, the last one closes more hours. */
    private static void step(Path home, Content content, SqlEngine engine, int part) {
        Input input = Input.random(SEED, MESSAGES);
        List<byte[]> all = input.patientFlow();
        try (Site site = new Site(home, content, engine)) {
            if (part == 0) {
                site.takeMessages("department", input.departments(), input.recordedAt());
                site.takeExtract("patients", input.patients(), input.recordedAt());
                site.tick(input.from(), input.from().plusSeconds(86_400));
            }
            if (part == 3) {
                site.tick(input.from(), input.until());
            }
            site.takeMessages(
                    "patient-flow",
                    all.subList(part * all.size() / 4, (part + 1) * all.size() / 4),
                    input.recordedAt());
            assertThat(site.run().runs()).isNotEmpty();
        }
    }

    private Map<TableName, List<String>> rows(Path home) {
        Map<TableName, List<String>> rows = new TreeMap<>();
        try (Site site = new Site(home, GROWN, duckDb)) {
            for (TableName table : GROWN.graph().models().keySet()) {
                List<String> columns = GROWN.graph().spec(table).columns().stream()
                        .map(column -> column.name())
                        .toList();
                rows.put(table, site.rows(table.toString(), columns));
            }
        }
        return rows;
    }

    /** Of each table the version that the manifest names, and what its newest commit says of sources and inputs; table ids are chance. */
    private static Map<String, String> books(Path home) {
        Map<String, String> books = new TreeMap<>();
        try (Lake lake = open(home)) {
            Map<String, String> names = new TreeMap<>();
            lake.tables().forEach(name -> names.put(latest(lake, name).tableId(), name.toString()));
            for (TableName name : lake.tables()) {
                String text = new TreeMap<>(latest(lake, name).domains()).toString();
                for (Map.Entry<String, String> id : names.entrySet()) {
                    text = text.replace(id.getKey(), id.getValue());
                }
                books.put(name.toString(), text);
            }
            Manifest manifest = lake.manifests().latest().orElseThrow();
            manifest.versions()
                    .forEach((name, version) -> books.merge(name.toString(), " at " + version, String::concat));
            books.put("cycle", String.valueOf(manifest.cycle()));
        }
        return books;
    }

    private static Snapshot latest(Lake lake, TableName name) {
        return lake.find(name).orElseThrow().latest();
    }

    private static long cycle(Path home) {
        try (Lake lake = open(home)) {
            return lake.manifests().latest().map(Manifest::cycle).orElse(0L);
        }
    }

    private static long hidden(Path home) {
        try (Lake lake = open(home)) {
            return lake.tables().stream()
                    .flatMap(name -> latest(lake, name).files().stream())
                    .map(DataFile::deleted)
                    .mapToLong(deleted -> deleted.getLongCardinality())
                    .sum();
        }
    }

    private static Lake open(Path home) {
        return Lake.openForReading(home.resolve("lake"), new LocalFileIo(), Clock.systemUTC());
    }
}
