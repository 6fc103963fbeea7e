package org.wardflow.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.ingest.internal.LogMarks;
import org.wardflow.ingest.internal.Offsets;
import org.wardflow.lake.Column;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges.Slice;
import org.wardflow.lake.TableName;

/**
 * Puts what sources hand over into one bronze table, a commit a batch. The commit holds the source's next position, so rows
 * and position are there together or not at all. Used by one thread.
 */
public final class BronzeWriter {
    private static final String SOURCE = "source";

    private final Pipeline pipeline;
    private final SqlSession session;
    private final Table table;
    private final Map<String, Map<Integer, Long>> stands = new HashMap<>();

    /**
     * Writes to a table of the pipeline's content.
     *
     * @param session for look-ups
     * @param bronze has the columns of every bronze table, and a key filter on {@code source}
     */
    public BronzeWriter(Pipeline pipeline, SqlSession session, TableName bronze) {
        this.pipeline = pipeline;
        this.session = session;
        this.table = pipeline.table(bronze);
    }

    /**
     * Where a source stands, and has to stand when a batch of it is committed; empty if nothing is stored, which for a file means that it
     * is in, or was never begun.
     */
    public Optional<Map<Integer, Long>> position(String source) {
        Optional<Map<Integer, Long>> position =
                Optional.ofNullable(Offsets.of(table.latest()).bySource().get(source));
        stands.put(source, position.orElse(Map.of()));
        return position;
    }

    /** Which log a source's position was counted in, by partition. */
    public Map<Integer, LogMark> marks(String source) {
        return LogMarks.of(table.latest()).bySource().getOrDefault(source, Map.of());
    }

    /** Whether the table has a row of this source. */
    public boolean holds(String source) {
        List<Slice> candidates =
                table.latest().slicesWithKeys(List.of(SOURCE), new long[] {KeyHash.of(List.of(source))});
        if (candidates.isEmpty()) {
            return false;
        }
        List<Column> columns = table.spec().columns();
        Column key = columns.stream()
                .filter(column -> column.name().equals(SOURCE))
                .findFirst()
                .orElseThrow();
        Relation wanted = session.rows(List.of(key), List.of(List.of(source)));
        boolean[] found = {false};
        RowConsumer consumer = values -> found[0] = true;
        String name = table.name().toString();
        session.query(
                "select %s from %s limit 1".formatted(SOURCE, name),
                Map.of(
                        name,
                        session.scan(Scan.ofSlices(columns, candidates).only(new Scan.Keys(List.of(SOURCE), wanted)))),
                consumer);
        session.drop(List.of(wanted));
        return found[0];
    }

    /**
     * Takes one batch in. Throws TABLE_CONFLICT, with nothing taken in, if another commit has moved the source since it was asked for its {@link
     * #position}: one that was given up as failed, and that a store carried out all the same, or another writer's.
     *
     * @param fallback the recorded time of records whose log has none
     * @param now the time of ingestion
     */
    public Source.Batch append(Source source, BatchLimits limits, Instant fallback, Instant now) {
        List<Column> columns = table.spec().columns();
        try (RowAppender rows = pipeline.newAppender(table.name())) {
            Source.Batch batch =
                    source.poll(limits, sent -> rows.append(values(columns, source.name(), sent, fallback, now)));
            List<StagedFile> staged = rows.finish();
            if (!staged.isEmpty() || !changed(source, batch, table.latest()).isEmpty()) {
                Snapshot unused = pipeline.appendBronze(table.name(), staged, newest -> changed(source, batch, newest));
            }
            stands.put(source.name(), batch.finished() ? Map.of() : batch.next());
            return batch;
        }
    }

    private Map<String, String> changed(Source source, Source.Batch batch, Snapshot latest) {
        Map<String, String> domains = new HashMap<>();
        Offsets offsets = Offsets.of(latest);
        Map<Integer, Long> there = offsets.bySource().getOrDefault(source.name(), Map.of());
        if (!there.equals(stands.getOrDefault(source.name(), there))) {
            throw new WardflowException(
                    ErrorCode.TABLE_CONFLICT,
                    "Another commit to " + table.name() + " has moved " + source.name(),
                    "it stands at " + there + ", and was begun at " + stands.get(source.name()),
                    "nothing: it is begun again where it stands");
        }
        Offsets after = batch.finished() ? offsets.without(source.name()) : offsets.with(source.name(), batch.next());
        if (!after.equals(offsets)) {
            domains.put(Offsets.DOMAIN, after.toJson());
        }
        LogMarks marks = LogMarks.of(latest);
        LogMarks marked = marks.with(source.name(), source.marks());
        if (!marked.equals(marks)) {
            domains.put(LogMarks.DOMAIN, marked.toJson());
        }
        return domains;
    }

    private static @Nullable Object[] values(
            List<Column> columns, String source, SourceRecord sent, Instant fallback, Instant now) {
        Payload payload = sent.payload();
        List<@Nullable Object> values = new ArrayList<>();
        for (Column column : columns) {
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
}
