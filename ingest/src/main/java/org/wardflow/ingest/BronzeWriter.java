package org.wardflow.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.ingest.internal.Offsets;
import org.wardflow.lake.Column;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CommitOutcome;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableSpec;

/**
 * Puts what sources hand over into one bronze table, a commit a batch. The commit holds the source's next position, so rows
 * and position are there together or not at all. Used by one thread.
 */
public final class BronzeWriter {
    private static final String SOURCE = "source";

    private final Table table;
    private final TableSpec spec;
    private final SqlSession session;

    /**
     * Writes to a table.
     *
     * @param spec its specification, with a key filter on {@code source}
     */
    public BronzeWriter(Table table, TableSpec spec, SqlSession session) {
        this.table = table;
        this.spec = spec;
        this.session = session;
    }

    /** Where a source stands; empty if nothing is stored, which for a file means that it is in, or was never begun. */
    public Optional<Map<Integer, Long>> position(String source) {
        return Optional.ofNullable(Offsets.of(table.latest()).bySource().get(source));
    }

    /** Whether the table has a row of this source. */
    public boolean holds(String source) {
        List<DataFile> candidates =
                table.latest().filesWithKeys(List.of(SOURCE), new long[] {KeyHash.of(List.of(source))});
        if (candidates.isEmpty()) {
            return false;
        }
        Column key = column(SOURCE);
        Scan.Keys wanted = new Scan.Keys(List.of(SOURCE), session.rows(List.of(key), List.of(List.of(source))));
        boolean[] found = {false};
        RowConsumer consumer = values -> found[0] = true;
        String name = table.name().toString();
        session.query(
                "select %s from %s limit 1".formatted(SOURCE, name),
                Map.of(name, session.scan(Scan.of(spec.columns(), candidates).only(wanted))),
                consumer);
        return found[0];
    }

    /**
     * Takes one batch in.
     *
     * @param fallback the recorded time of records whose log has none
     * @param now the time of ingestion
     */
    public Source.Batch append(Source source, BatchLimits limits, Instant fallback, Instant now) {
        Snapshot base = table.latest();
        try (RowAppender rows = session.append(spec, table.newStagingFile())) {
            Source.Batch batch = source.poll(limits, sent -> rows.append(values(source.name(), sent, fallback, now)));
            Offsets before = Offsets.of(base);
            Offsets after = batch.finished() ? before.without(source.name()) : before.with(source.name(), batch.next());
            List<StagedFile> staged = rows.finish().map(List::of).orElse(List.of());
            if (!staged.isEmpty() || !after.equals(before)) {
                commit(base, staged, after);
            }
            return batch;
        }
    }

    private void commit(Snapshot base, List<StagedFile> staged, Offsets after) {
        CommitOutcome outcome = table.commit(
                new Commit("APPEND", base, staged, Map.of(), Set.of(), Map.of(Offsets.DOMAIN, after.toJson()), true));
        boolean in = outcome.fold(
                committed -> true,
                conflicted -> {
                    throw new WardflowException(
                            ErrorCode.TABLE_CONFLICT,
                            "Another process wrote to " + table.name() + " at the same time",
                            "version " + conflicted.winnerVersion() + " is not ours",
                            "run the command again; what is in is skipped");
                },
                unknown -> table.latest().version() >= unknown.attemptedVersion()
                        && Offsets.of(table.latest()).equals(after));
        if (!in) {
            throw new WardflowException(
                    ErrorCode.COMMIT_UNKNOWN,
                    "It is not known whether a batch reached " + table.name(),
                    "the disk gave no answer",
                    "check the disk, then run the command again; what is in is skipped");
        }
    }

    private @Nullable Object[] values(String source, SourceRecord sent, Instant fallback, Instant now) {
        Payload payload = sent.payload();
        List<@Nullable Object> values = new ArrayList<>();
        for (Column column : spec.columns()) {
            values.add(
                    switch (column.name()) {
                        case SOURCE -> source;
                        case "source_partition" -> sent.partition();
                        case "source_offset" -> sent.offset();
                        case "default_recorded_ts" -> sent.logTimestamp() == null ? fallback : sent.logTimestamp();
                        case "ingested_ts" -> now;
                        case "payload" -> payload instanceof Payload.Inline inline ? inline.bytes() : null;
                        case "payload_sha256" -> payload.sha256();
                        case "payload_bytes" -> payload.size();
                        case "side_file" -> payload instanceof Payload.SideFile ? payload.sha256() : null;
                        case "fields" -> sent.fields();
                        default -> null;
                    });
        }
        return values.toArray();
    }

    private Column column(String name) {
        return spec.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new WardflowException(
                        ErrorCode.CONTRACT_INVALID,
                        "The contract of " + table.name() + " lacks a column that every bronze table has",
                        "no column " + name,
                        "add it, as the other bronze contracts have it"));
    }
}
