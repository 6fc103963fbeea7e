package org.wardflow.proof.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.Sha256;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.hospital.catchup.AttributeTable;
import org.wardflow.hospital.catchup.NewAttributes;
import org.wardflow.hospital.catchup.SeenAttribute;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;
import org.wardflow.spark.SparkEngine;

/** Which attributes get a column does not depend on the engine that looks for them, with more made-up names than it takes note of. */
class NewAttributesOnSparkTest {
    private static final Content CONTENT = Content.load(
                    NewAttributesOnSparkTest.class.getClassLoader(), Optional.empty())
            .upTo(Set.of(AttributeTable.NAME, SeenAttribute.TABLE));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);
    private static final TableName MESSAGES = new TableName("bronze", "patient_flow");

    @TempDir
    private Path folder;

    @Test
    void bothEnginesSeeTheSame() throws Exception {
        Stream<String> awkward =
                Stream.of("", " b", "-c", "_d", "0e", "ü", "a.b", "Zz", "zZ", "f".repeat(100), "g".repeat(101));
        Stream<String> many = IntStream.range(0, 3_000).mapToObj("name %s"::formatted);
        String names =
                Stream.concat(awkward, many).map("\"%s\": \"x\""::formatted).collect(Collectors.joining(", "));
        String message = """
                {"event_id": "e", "event_type": "ADMISSION", "event_time": "2026-10-30T01:00:00Z", "patient_id": "p", \
                "recorded_time": "2026-10-30T01:00:00Z", "encounter_id": "v", "hospital_id": "1", "department": "ICU", \
                "bed_id": "B1", %s}""".formatted(names);
        List<SeenAttribute> duckDb;
        try (SqlEngine engine = DuckDbEngine.start(
                new DuckDbSettings(1_000_000_000, 2, folder.resolve("spill"), 4_000_000_000L, List.of(folder)),
                CONTENT)) {
            duckDb = seen("duckdb", engine, message);
        }
        try (SqlEngine engine = SparkEngine.on(LocalSpark.session(), CONTENT)) {
            assertThat(seen("spark", engine, message)).isEqualTo(duckDb);
        }
        assertThat(duckDb)
                .hasSizeGreaterThan(100)
                .extracting(SeenAttribute::attribute)
                .contains("_d", "0e", "Zz", "f".repeat(100), "name 0")
                .doesNotContain("", " b", "-c", "ü", "a.b", "g".repeat(101), "name 999");
    }

    private List<SeenAttribute> seen(String name, SqlEngine engine, String message) throws Exception {
        byte[] payload = message.getBytes(UTF_8);
        Instant now = CLOCK.instant();
        try (Lake lake = Lake.openForWriting(Files.createDirectories(folder.resolve(name)), new LocalFileIo(), CLOCK);
                Pipeline pipeline = Pipeline.open(lake, CONTENT, engine, CLOCK)) {
            try (RowAppender rows = pipeline.newAppender(MESSAGES)) {
                rows.append("test", null, 0L, now, now, payload, Sha256.of(message), (long) payload.length, null);
                var unused = pipeline.appendBronze(MESSAGES, rows.finish(), Map.of());
            }
            NewAttributes attributes = new NewAttributes(
                    lake,
                    engine,
                    CLOCK,
                    pipeline,
                    CONTENT,
                    () -> AttributeTable.extend(CONTENT, SeenAttribute.recorded(lake, engine)));
            assertThat(attributes.follow(pipeline.runCycle())).isTrue();
            assertThat(pipeline.runCycle().failures()).isEmpty();
            return SeenAttribute.recorded(lake, engine);
        }
    }
}
