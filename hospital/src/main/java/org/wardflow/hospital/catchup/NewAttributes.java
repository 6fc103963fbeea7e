package org.wardflow.hospital.catchup;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges.Slice;

/**
 * Looks, after each cycle, for attributes that have no column yet, and gives them one. That an attribute was seen is a row of
 * {@code bronze.new_attribute}, so silver stays a function of bronze. Used by the thread that runs the cycles.
 */
public final class NewAttributes {
    private static final String NAMES = """
            select distinct t.name from (
                select attribute_names(a.others) as names from run.added a where a.others is not null
            ) as n cross join lateral explode(n.names) as t(name)""";

    private final Lake lake;
    private final SqlEngine engine;
    private final Clock clock;
    private final Pipeline pipeline;
    private final Supplier<Content> learn;
    private long lookedAt = -1;

    /**
     * For one pipeline.
     *
     * @param lake that of the pipeline
     * @param learn reads anew which attributes were seen, and gives the content with their columns
     */
    public NewAttributes(Lake lake, SqlEngine engine, Clock clock, Pipeline pipeline, Supplier<Content> learn) {
        this.lake = lake;
        this.engine = engine;
        this.clock = clock;
        this.pipeline = pipeline;
        this.learn = learn;
    }

    /** Gives what the last cycle saw for the first time its columns; true if there was any, and another cycle will fill them. */
    public boolean follow(CycleReport report) {
        boolean moved =
                report.runs().stream().anyMatch(run -> run.model().equals(AttributeTable.NAME) && run.rowsAdded() > 0);
        if (!moved && lookedAt >= 0) {
            return false;
        }
        List<String> unknown = unknown(pipeline.table(AttributeTable.NAME));
        List<String> known = AttributeTable.attributes(pipeline.content(), SeenAttribute.recorded(lake, engine));
        List<String> taken = new ArrayList<>(AttributeTable.columns(pipeline.content()));
        int room = Math.max(0, AttributeTable.COLUMNS_MAX - taken.size());
        List<String> added = unknown.stream()
                .filter(ColumnNames::isLookedUp)
                .filter(Predicate.not(known::contains))
                .sorted()
                .limit(room)
                .toList();
        if (added.isEmpty()) {
            return false;
        }
        record(added, taken);
        pipeline.follow(learn.get());
        return true;
    }

    private void record(List<String> attributes, List<String> taken) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try (RowAppender rows = pipeline.newAppender(SeenAttribute.TABLE)) {
            for (String attribute : attributes) {
                String column = ColumnNames.of(attribute, taken);
                taken.add(column);
                rows.append(AttributeTable.TOPIC, attribute, column, now);
            }
            var unused = pipeline.appendBronze(SeenAttribute.TABLE, rows.finish(), Map.of());
        }
    }

    /** Names in rows that are new since the last look. */
    private List<String> unknown(Table table) {
        long latest = table.latest().version();
        List<Slice> added = added(table, latest);
        lookedAt = latest;
        added.forEach(slice -> table.verify(slice.file()));
        List<String> names = new ArrayList<>();
        try (SqlSession session = engine.open()) {
            Scan rows = new Scan(table.latest().columns(), added, Optional.empty(), List.of(), false);
            session.query(NAMES, Map.of("run.added", session.scan(rows)), row -> names.add(String.valueOf(row.get(0))));
        }
        return names;
    }

    private List<Slice> added(Table table, long latest) {
        try {
            if (lookedAt >= 0) {
                return table.changes(lookedAt, latest).added();
            }
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.VERSION_GONE) {
                throw e;
            }
        }
        return table.latest().files().stream()
                .map(file -> new Slice(file, Optional.empty()))
                .toList();
    }
}
