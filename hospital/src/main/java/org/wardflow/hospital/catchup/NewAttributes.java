package org.wardflow.hospital.catchup;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.Relation;
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
    private static final String ROWS = "run.added";

    /**
     * Names that one look takes note of, the first by their letters: five for each column that there can be. Whoever makes up names fills
     * neither memory nor the driver of a cluster.
     */
    static final int NAMES_MAX = 5 * AttributeTable.COLUMNS_MAX;

    /** New ones that can be looked up, see {@link ColumnNames#isLookedUp}: of its characters blank and hyphen stand before 0. */
    private static final String NAMES =
            """
            select distinct t.name from (
                select attribute_names(a.others) as names from run.added a where a.others is not null
            ) as n cross join lateral explode(n.names) as t(name)
            where length(t.name) <= %s and translate(t.name, '%s', '') = '' and t.name >= '0'
                and not exists (select 1 from bronze.new_attribute s where s.attribute = t.name)
            order by t.name limit %s""".formatted(ColumnNames.LOOKED_UP_CHARACTERS_MAX, ColumnNames.LOOKED_UP_CHARACTERS, NAMES_MAX);

    private final Lake lake;
    private final SqlEngine engine;
    private final Clock clock;
    private final Pipeline pipeline;
    private final Content declared;
    private final Supplier<Content> learn;
    private long lookedAt = -1;

    /**
     * For one pipeline.
     *
     * @param lake that of the pipeline
     * @param declared the content without the columns of attributes
     * @param learn reads anew which attributes were seen, and gives the content with their columns
     */
    public NewAttributes(
            Lake lake, SqlEngine engine, Clock clock, Pipeline pipeline, Content declared, Supplier<Content> learn) {
        this.lake = lake;
        this.engine = engine;
        this.clock = clock;
        this.pipeline = pipeline;
        this.declared = declared;
        this.learn = learn;
    }

    /**
     * Records what the last cycle saw for the first time, so that it gets its column; true if there was any, and another cycle will fill
     * it. What lies in a column that the contract declares is recorded too: it decides what a second spelling of it gets.
     */
    public boolean follow(CycleReport report) {
        boolean moved =
                report.runs().stream().anyMatch(run -> run.model().equals(AttributeTable.NAME) && run.rowsAdded() > 0);
        Contract contract = declared.contracts().get(AttributeTable.NAME);
        if (contract == null || (!moved && lookedAt >= 0)) {
            return false;
        }
        List<SeenAttribute> seen = SeenAttribute.recorded(lake, engine);
        Set<String> free = new TreeSet<>(AttributeTable.declared(contract));
        free.removeAll(AttributeTable.ofSeen(contract, seen).keySet());
        Table table = pipeline.table(AttributeTable.NAME);
        NavigableSet<String> names = names(table, free);
        seen.forEach(each -> names.remove(each.attribute()));
        int room = AttributeTable.COLUMNS_MAX - table.latest().columns().size();
        List<SeenAttribute> added = new ArrayList<>();
        for (String name : names) {
            String column = AttributeTable.declared(contract).contains(name) ? name : ColumnNames.of(name);
            if (free.remove(column) || --room >= 0) {
                added.add(new SeenAttribute(
                        AttributeTable.TOPIC, name, column, clock.instant().truncatedTo(ChronoUnit.MICROS)));
            }
        }
        if (added.isEmpty()) {
            return false;
        }
        seen.addAll(added);
        record(AttributeTable.placed(declared, seen).subList(seen.size() - added.size(), seen.size()));
        pipeline.follow(learn.get());
        return true;
    }

    private void record(List<SeenAttribute> added) {
        try (RowAppender rows = pipeline.newAppender(SeenAttribute.TABLE)) {
            added.forEach(each -> rows.append(each.topic(), each.attribute(), each.column(), each.seenAt()));
            var unused = pipeline.appendBronze(SeenAttribute.TABLE, rows.finish(), Map.of());
        }
    }

    /**
     * Names in rows that are new since the last look.
     *
     * @param unclaimed declared columns that hold what has just their name
     */
    private NavigableSet<String> names(Table table, Set<String> unclaimed) {
        long latest = table.latest().version();
        List<Slice> added = added(table, latest);
        lookedAt = latest;
        added.forEach(slice -> table.verify(slice.file()));
        NavigableSet<String> names = new TreeSet<>();
        try (SqlSession session = engine.open()) {
            Map<String, Relation> rows = Map.of(
                    ROWS,
                    session.scan(new Scan(table.latest().columns(), added, Optional.empty(), List.of(), false)),
                    SeenAttribute.TABLE.toString(),
                    session.scan(Scan.of(pipeline.table(SeenAttribute.TABLE).latest())));
            session.query(NAMES, rows, row -> names.add(String.valueOf(row.get(0))));
            if (!unclaimed.isEmpty()) {
                String filled = unclaimed.stream()
                        .map(column -> "max(case when a.%1$s is not null then '%1$s' end)".formatted(column))
                        .collect(Collectors.joining(", ", "select ", " from " + ROWS + " a"));
                session.query(filled, rows, row -> {
                    for (Object name : row) {
                        if (name != null) {
                            names.add(name.toString());
                        }
                    }
                });
            }
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
