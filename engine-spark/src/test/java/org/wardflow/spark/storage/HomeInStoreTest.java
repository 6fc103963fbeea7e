package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.hospital.catchup.CatchUp;
import org.wardflow.ingest.Payload;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.lake.Column;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;
import org.wardflow.spark.SparkEngine;
import org.wardflow.spark.SparkSettings;

/** A home that was copied into a store goes on there. Needs a Java process without another Spark. */
@Tag("slow")
class HomeInStoreTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Content CONTENT = Content.load(HomeInStoreTest.class.getClassLoader(), Optional.empty());
    private static final TableName BRONZE = TableName.parse("bronze.patient_flow");
    private static final TableName VISITS = TableName.parse("gold.fact_patient_flow");
    private static final int PATIENTS = 5;

    @TempDir
    private Path folder;

    @Test
    void modelsRunInAStore() throws Exception {
        try (TestStore store = new TestStore(folder)) {
            Map<String, String> properties = new HashMap<>();
            store.properties().forEach((name, value) -> properties.put("spark.hadoop." + name, value));
            SparkSettings settings = new SparkSettings(Optional.of("local[2]"), folder.resolve("scratch"), properties);
            Path local = Files.createDirectories(folder.resolve("home"));
            Files.writeString(local.resolve(HomeCopy.MARKER), "{\"version\":1}");
            try (SparkEngine engine = SparkEngine.start(settings, CONTENT, line -> {})) {
                land(local.resolve("lake"), new LocalFileIo(), engine, 0);
                try (ObjectStore open = store.open()) {
                    assertThat(HomeCopy.into(open, store.place("home"), local).files())
                            .isPositive();
                }
                try (HomePlace home = HomePlace.open(store.place("home"), properties)) {
                    land(home.lake(), home.io(), engine, PATIENTS);
                    Payload.SideFile kept;
                    try (PayloadStore.Writer writer = home.payloads().begin()) {
                        writer.write("too large for a row".getBytes(StandardCharsets.UTF_8), 0, 19);
                        kept = writer.finish();
                    }
                    String name = "home/payloads/" + kept.sha256().substring(0, 2) + "/" + kept.sha256();
                    assertThat(store.server().content(name))
                            .hasValueSatisfying(content -> assertThat(content).hasSize(19));
                    assertThat(home.scratch().resolve("payloads")).isEmptyDirectory();
                    try (Lake lake = Lake.openForWriting(home.lake(), home.io(), CLOCK)) {
                        new CatchUp(lake, engine, CONTENT, CLOCK)
                                .run(Optional.empty(), Duration.ofDays(7), new Quiet());
                        assertThat(visitors(lake, engine)).hasSize(2 * PATIENTS).doesNotHaveDuplicates();
                    }
                }
            }
            assertThat(store.server().names()).anyMatch(name -> name.startsWith("home/lake/_manifests/0"));
        }
    }

    private static void land(Path root, FileIo io, SparkEngine engine, int first) {
        try (Lake lake = Lake.openForWriting(root, io, CLOCK);
                Pipeline pipeline = Pipeline.open(lake, CONTENT, engine, CLOCK);
                RowAppender rows = pipeline.newAppender(BRONZE)) {
            for (int i = first; i < first + PATIENTS; i++) {
                byte[] event = ("{\"patient_id\":\"P%s\",\"gender\":\"Female\",\"age\":40,\"department\":\"ICU\","
                                + "\"admission_time\":\"2026-10-30T08:00:00\",\"discharge_time\":\"2026-10-31T10:00:00\","
                                + "\"bed_id\":%s,\"hospital_id\":1}")
                        .formatted(i, i)
                        .getBytes(StandardCharsets.UTF_8);
                List<@Nullable Object> values = new ArrayList<>();
                for (Column column : pipeline.table(BRONZE).spec().columns()) {
                    values.add(value(column.name(), i, event));
                }
                rows.append(values.toArray());
            }
            assertThat(pipeline.appendBronze(BRONZE, rows.finish(), Map.of()).visibleRows())
                    .isEqualTo(first + PATIENTS);
        }
    }

    private static @Nullable Object value(String column, int number, byte[] event) {
        return switch (column) {
            case "source" -> "test";
            case "source_partition" -> 0;
            case "source_offset" -> (long) number;
            case "default_recorded_ts", "ingested_ts" -> CLOCK.instant();
            case "payload" -> event;
            case "payload_sha256" -> HexFormat.of().formatHex(sha256(event));
            case "payload_bytes" -> (long) event.length;
            default -> null;
        };
    }

    private static byte[] sha256(byte[] content) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest(content);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Object> visitors(Lake lake, SparkEngine engine) {
        List<Object> found = new ArrayList<>();
        try (SqlSession session = engine.open()) {
            session.query(
                    "select encounter_id from " + VISITS,
                    Map.of(
                            VISITS.toString(),
                            session.scan(Scan.of(lake.find(VISITS).orElseThrow().latest()))),
                    row -> found.add(String.valueOf(row.get(0))));
        }
        return found;
    }

    private static final class Quiet implements CatchUp.Log {
        @Override
        public void cycle(CycleReport report) {
            assertThat(report.failures()).isEmpty();
        }

        @Override
        public void hours(long closed) {
            // Of no interest.
        }

        @Override
        public void upkeep(int rewritten, long deleted) {
            // Nor this.
        }
    }
}
