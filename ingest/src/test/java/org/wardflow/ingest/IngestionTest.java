package org.wardflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.ingest.internal.Offsets;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

class IngestionTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final TableName BRONZE = TableName.parse("bronze.patient_flow");
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: bronze.patient_flow
            version: 1.0.0
            status: active
            description: {purpose: "What came."}
            schema:
              - name: patient_flow
                logicalType: object
                properties:
                  - {name: source, physicalType: STRING, required: true, classification: operational}
                  - {name: source_partition, physicalType: INT, classification: operational}
                  - {name: source_offset, physicalType: BIGINT, required: true, classification: operational}
                  - {name: default_recorded_ts, physicalType: TIMESTAMP, required: true, classification: operational}
                  - {name: ingested_ts, physicalType: TIMESTAMP, required: true, classification: operational}
                  - {name: payload, physicalType: BINARY, classification: phi}
                  - {name: payload_sha256, physicalType: STRING, required: true, classification: pseudonym}
                  - {name: payload_bytes, physicalType: BIGINT, required: true, classification: operational}
                  - {name: side_file, physicalType: STRING, classification: operational}
            customProperties:
              - property: source
                value: {kind: topic, name: patient-flow}
              - property: keyFilters
                value: [[source]]
            """;

    @TempDir
    Path folder;

    private @Nullable Lake lake;
    private @Nullable DuckDbEngine engine;
    private @Nullable SqlSession session;
    private @Nullable Pipeline pipeline;

    @BeforeEach
    void open() throws IOException {
        Path root = Files.createDirectories(folder.resolve("lake"));
        lake = Lake.openForWriting(root, new LocalFileIo(), CLOCK);
        Path contract = folder.resolve("content/bronze/patient_flow/contract.yaml");
        Files.createDirectories(contract.getParent());
        Files.writeString(contract, CONTRACT);
        Content content = Content.load(folder.resolve("content"));
        engine = DuckDbEngine.start(
                new DuckDbSettings(256L << 20, 1, folder.resolve("tmp"), 1L << 30, List.of(root)), content);
        session = engine.open();
        pipeline = Pipeline.open(lake, content, engine, CLOCK);
    }

    @AfterEach
    void close() {
        pipeline().close();
        session().close();
        if (engine != null) {
            engine.close();
        }
        if (lake != null) {
            lake.close();
        }
    }

    @Test
    void aRowHoldsThePayloadItsDigestAndWhereItCameFrom() throws IOException {
        Path file = write("é\n");
        String sha256 = "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c";
        assertThat(take(file, 10, Optional.of(Instant.EPOCH))).isEqualTo(new IngestOutcome.Taken(1, 2, 0, 1, false));
        List<Object> row = rows().get(0);
        assertThat(row.subList(0, 5))
                .containsExactly(
                        FileContent.read(file).source(Optional.of(Instant.EPOCH)), null, 0L, Instant.EPOCH, NOW);
        assertThat((byte[]) row.get(5)).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
        assertThat(row.subList(6, 9)).containsExactly(sha256, 2L, null);
    }

    @Test
    void withoutARecordedTimeItIsTheTimeOfIngestion() throws IOException {
        take(write("1\n"), 10, Optional.empty());
        assertThat(rows().get(0).get(3)).isEqualTo(NOW);
    }

    @Test
    void theSameContentAgainAddsNothingWhateverItsName() throws IOException {
        take(write("1\n2\n"), 10, Optional.empty());
        long version = table().latest().version();
        assertThat(take(write("1\n2\n"), 10, Optional.empty())).isEqualTo(new IngestOutcome.AlreadyIn());
        assertThat(table().latest().version()).isEqualTo(version);
        assertThat(rows()).hasSize(2);
    }

    /** Which of two recorded times holds is for the models to say, and must not depend on which came first. */
    @Test
    void theSameContentAtAnotherRecordedTimeIsTakenIn() throws IOException {
        Path file = write("1\n");
        take(file, 10, Optional.of(NOW));
        take(file, 10, Optional.of(Instant.EPOCH));
        assertThat(rows()).extracting(row -> row.get(3)).containsExactlyInAnyOrder(NOW, Instant.EPOCH);
        assertThat(take(file, 10, Optional.of(NOW))).isEqualTo(new IngestOutcome.AlreadyIn());
    }

    @Test
    void anAttemptCutShortIsTakenUpWhereItsLastCommitLeftIt() throws IOException {
        Path file = write(IntStream.range(0, 10).mapToObj(i -> i + "\n").collect(Collectors.joining()));
        for (int polls = 0; polls < 3; polls++) {
            int working = polls;
            try (Source source = new FailingSource(source(file), working)) {
                assertThatThrownBy(() -> ingestion(2).take(source, Optional.empty(), rows -> {}))
                        .hasMessage("killed");
            }
        }
        assertThat(Offsets.of(table().latest()).bySource())
                .containsExactly(Map.entry(FileContent.read(file).source(Optional.empty()), Map.of(0, 6L)));
        assertThat(take(file, 2, Optional.empty())).isEqualTo(new IngestOutcome.Taken(4, 4, 0, 2, true));
        assertThat(rows())
                .extracting(row -> row.get(2))
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(Offsets.of(table().latest()).bySource()).isEmpty();
        assertThat(take(file, 2, Optional.empty())).isEqualTo(new IngestOutcome.AlreadyIn());
    }

    /** As a commit that a store carries out after it was given up, between the opening of a source and its first batch. */
    @Test
    void whatAnotherCommitHasTakenInMeanwhileIsNotTakenInAgain() throws IOException {
        Path file = write("1\n2\n3\n4\n5\n");
        try (Source one = source(file);
                Source other = source(file)) {
            Ingestion.Taking late = ingestion(2).begin(one, Optional.empty()).orElseThrow();
            var unused =
                    ingestion(2).begin(other, Optional.empty()).orElseThrow().step();
            assertThatThrownBy(late::step)
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CONFLICT));
        }
        assertThat(rows()).hasSize(2);
        assertThat(take(file, 2, Optional.empty())).isEqualTo(new IngestOutcome.Taken(3, 3, 0, 2, true));
        assertThat(rows()).extracting(row -> row.get(2)).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void aBatchIsOneCommitAndAFullLastBatchNeedsNoFurtherOne() throws IOException {
        assertThat(take(write("1\n2\n3\n4\n"), 2, Optional.empty()))
                .isEqualTo(new IngestOutcome.Taken(4, 4, 0, 2, false));
        assertThat(table().latest().version()).isEqualTo(2);
    }

    @Test
    void aFileOfBlankLinesCommitsNothing() throws IOException {
        assertThat(take(write("\n\n"), 2, Optional.empty())).isEqualTo(new IngestOutcome.Taken(0, 0, 2, 1, false));
        assertThat(table().latest().version()).isZero();
    }

    @Test
    void aPayloadOverTheLimitLiesBesideTheTable() throws IOException {
        String big = "x".repeat(Payload.MAX_INLINE_BYTES + 1);
        take(write(big + "\n"), 10, Optional.empty());
        List<Object> row = rows().get(0);
        assertThat(row.get(5)).isNull();
        assertThat(row.get(7)).isEqualTo(Payload.MAX_INLINE_BYTES + 1L);
        assertThat(row.get(8)).isEqualTo(row.get(6));
        assertThat(store().path(String.valueOf(row.get(8)))).hasContent(big);
    }

    @Test
    void theByteLimitEndsABatch() throws IOException {
        IngestOutcome outcome = new Ingestion(writer(), new BatchLimits(100, 3), CLOCK)
                .take(source(write("12\n34\n56\n")), Optional.empty(), rows -> {});
        assertThat(outcome).isEqualTo(new IngestOutcome.Taken(3, 6, 0, 2, false));
    }

    private IngestOutcome take(Path file, long batchRows, Optional<Instant> recordedAt) {
        try (Source source = source(file, recordedAt)) {
            return ingestion(batchRows).take(source, recordedAt, rows -> {});
        }
    }

    private Ingestion ingestion(long batchRows) {
        return new Ingestion(writer(), new BatchLimits(batchRows, 1 << 20), CLOCK);
    }

    private BronzeWriter writer() {
        return new BronzeWriter(pipeline(), session(), BRONZE);
    }

    private Source source(Path file) {
        return source(file, Optional.empty());
    }

    private Source source(Path file, Optional<Instant> recordedAt) {
        return new JsonLinesSource(FileContent.read(file), recordedAt, store());
    }

    private PayloadStore store() {
        return new PayloadStore(folder.resolve("payloads"));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "events", ".ndjson"), text);
    }

    private List<List<Object>> rows() {
        List<List<Object>> rows = new ArrayList<>();
        session()
                .query(
                        "select * from bronze.patient_flow order by source_offset",
                        Map.of("bronze.patient_flow", session().scan(Scan.of(table().latest()))),
                        values -> rows.add(new ArrayList<>(values)));
        return rows;
    }

    private Table table() {
        return pipeline().table(BRONZE);
    }

    private Pipeline pipeline() {
        return Objects.requireNonNull(pipeline);
    }

    private SqlSession session() {
        return Objects.requireNonNull(session);
    }
}
