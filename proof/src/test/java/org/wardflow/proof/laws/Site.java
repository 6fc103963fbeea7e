package org.wardflow.proof.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.BronzeWriter;
import org.wardflow.ingest.ExtractSource;
import org.wardflow.ingest.FileContent;
import org.wardflow.ingest.IngestOutcome;
import org.wardflow.ingest.Ingestion;
import org.wardflow.ingest.JsonLinesSource;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.ingest.Source;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;

/** A lake with the built-in content, as the app puts it together. It can be closed and opened again like a process. */
public final class Site implements AutoCloseable {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);

    private final Path folder;
    private final Content content;
    private final SqlEngine engine;
    private final Lake lake;
    private final Pipeline pipeline;
    private int files;

    /** @param engine may read and write in the folder */
    public Site(Path folder, Content content, SqlEngine engine) {
        this.folder = folder;
        this.content = content;
        this.engine = engine;
        this.lake = Lake.openForWriting(folder.resolve("lake"), new LocalFileIo(), CLOCK);
        this.pipeline = Pipeline.open(lake, content, engine, CLOCK);
    }

    /** Takes payloads into a topic, a line each. */
    public void takeMessages(String topic, List<byte[]> payloads, Instant recordedAt) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] payload : payloads) {
            lines.writeBytes(payload);
            lines.write('\n');
        }
        take(topic, lines.toByteArray(), recordedAt);
    }

    /** Takes an extract. */
    public void takeExtract(String name, String csv, Instant recordedAt) {
        take(name, csv.getBytes(StandardCharsets.UTF_8), recordedAt);
    }

    private void take(String name, byte[] text, Instant recordedAt) {
        if (text.length == 0) {
            return;
        }
        Contract contract = content.contracts().values().stream()
                .filter(bronze -> bronze.source()
                        .filter(source -> source.name().equals(name))
                        .isPresent())
                .findFirst()
                .orElseThrow();
        BronzeSource kind = contract.source().orElseThrow();
        PayloadStore payloads = new PayloadStore(folder.resolve("payloads"));
        FileContent file = FileContent.read(write(text));
        try (SqlSession session = engine.open();
                Source source = kind.kind() == BronzeSource.Kind.EXTRACT
                        ? new ExtractSource(file, Optional.of(recordedAt), kind.columns(), payloads)
                        : new JsonLinesSource(file, Optional.of(recordedAt), payloads)) {
            IngestOutcome outcome = new Ingestion(
                            new BronzeWriter(pipeline, session, contract.table()), BatchLimits.DEFAULT, CLOCK)
                    .take(source, Optional.of(recordedAt), rows -> {});
            assertThat(outcome).isNotNull();
        }
    }

    private Path write(byte[] text) {
        try {
            return Files.write(folder.resolve("input-" + files++), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes hours. */
    public void tick(Instant from, Instant until) {
        assertThat(pipeline.appendClock(from, until)).isNotNegative();
    }

    /** Brings all models up to date; every one must succeed. */
    public CycleReport run() {
        CycleReport report = pipeline.runCycle();
        assertThat(report.failures()).as("models that failed").isEmpty();
        return report;
    }

    /** Gives everything at once, and brings all models up to date. */
    public void takeAll(Input input) {
        takeMessages("patient-flow", input.patientFlow(), input.recordedAt());
        takeMessages("department", input.departments(), input.recordedAt());
        takeExtract("patients", input.patients(), input.recordedAt());
        tick(input.from(), input.until());
        CycleReport report = run();
        assertThat(report.runs()).isNotEmpty();
    }

    /** The folder of a table. */
    public Path path(TableName table) {
        return folder.resolve("lake").resolve(table.layer()).resolve(table.name());
    }

    /** Some columns of a table, as sorted rows in canonical text. */
    public List<String> rows(String table, List<String> columns) {
        Scan all = Scan.of(pipeline.table(TableName.parse(table)).latest());
        List<String> rows = new ArrayList<>();
        try (SqlSession session = engine.open()) {
            session.query(
                    "select " + String.join(", ", columns) + " from " + table,
                    Map.of(table, session.scan(all)),
                    row -> rows.add(CanonicalText.of(row)));
        }
        return rows.stream().sorted().toList();
    }

    /** The number that a query over the newest versions of tables gives. */
    public long number(String sql) {
        return Long.parseLong(texts(sql).get(0));
    }

    /** The first column of a query over the newest versions of tables, as text. */
    public List<String> texts(String sql) {
        List<String> texts = new ArrayList<>();
        try (SqlSession session = engine.open()) {
            Map<String, Relation> tables = new HashMap<>();
            for (String name : SqlText.of(sql).tables().keySet()) {
                tables.put(
                        name,
                        session.scan(
                                Scan.of(pipeline.table(TableName.parse(name)).latest())));
            }
            RowConsumer consumer = row -> texts.add(String.valueOf(row.get(0)));
            session.query(sql, tables, consumer);
        }
        return texts;
    }

    @Override
    public void close() {
        pipeline.close();
        lake.close();
    }
}
