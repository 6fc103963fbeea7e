package org.wardflow.app.workspace;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.wardflow.app.settings.Settings;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.BronzeWriter;
import org.wardflow.ingest.ExtractSource;
import org.wardflow.ingest.FileContent;
import org.wardflow.ingest.IngestOutcome;
import org.wardflow.ingest.Ingestion;
import org.wardflow.ingest.JsonLinesSource;
import org.wardflow.ingest.Source;

/** Takes files into the bronze table of one topic or extract. */
public final class Intake implements AutoCloseable {
    private final Workspace workspace;
    private final BronzeSource kind;
    private final SqlSession session;
    private final Ingestion ingestion;

    private Intake(Workspace workspace, Pipeline pipeline, Contract contract, BronzeSource kind, BatchLimits limits) {
        this.workspace = workspace;
        this.kind = kind;
        this.session = workspace.engine().open();
        this.ingestion =
                new Ingestion(new BronzeWriter(pipeline, session, contract.table()), limits, workspace.clock());
    }

    /** Opens the intake of a topic or extract that the content knows; USAGE for any other name. */
    public static Intake of(Workspace workspace, Pipeline pipeline, String name) {
        BatchLimits limits = new BatchLimits(
                workspace.settings().value(Settings.INGEST_BATCH_ROWS),
                workspace.settings().value(Settings.INGEST_BATCH_BYTES));
        return of(workspace, pipeline, name, limits);
    }

    /** The same, with other limits than the settings'. */
    public static Intake of(Workspace workspace, Pipeline pipeline, String name, BatchLimits limits) {
        Contract contract = contract(workspace.content(), name);
        return new Intake(workspace, pipeline, contract, contract.source().orElseThrow(), limits);
    }

    /** The bronze contract of a topic or extract. */
    public static Contract contract(Content content, String name) {
        Map<String, Contract> known = byName(content);
        Contract contract = known.get(name);
        if (contract == null) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "There is no topic or extract " + name,
                    "known are " + String.join(", ", known.keySet()),
                    "name one of these, or add a bronze contract to the home's content folder (docs/your-hospital.md)");
        }
        return contract;
    }

    private static Map<String, Contract> byName(Content content) {
        Map<String, Contract> known = new TreeMap<>();
        for (Contract contract : content.contracts().values()) {
            contract.source()
                    .filter(source -> source.kind().isFed())
                    .ifPresent(source -> known.put(source.name(), contract));
        }
        return known;
    }

    /** Takes one file in; see {@link Ingestion#take}. */
    public IngestOutcome take(Path file, Optional<Instant> recordedAt, LongConsumer progress) {
        try (Source source = source(FileContent.read(file), recordedAt)) {
            return ingestion.take(source, recordedAt, progress);
        }
    }

    /** The records of a file, with the recorded time that it is given; the caller closes it. */
    public Source source(FileContent content, Optional<Instant> recordedAt) {
        return kind.kind() == BronzeSource.Kind.EXTRACT
                ? new ExtractSource(content, recordedAt, kind.columns(), workspace.payloads())
                : new JsonLinesSource(content, recordedAt, workspace.payloads());
    }

    /** Begins a source of this intake; see {@link Ingestion#begin}. */
    public Optional<Ingestion.Taking> begin(Source source, Optional<Instant> recordedAt) {
        return ingestion.begin(source, recordedAt);
    }

    /** The names of all topics and extracts. */
    public static List<String> names(Content content) {
        return List.copyOf(byName(content).keySet());
    }

    @Override
    public void close() {
        session.close();
    }
}
