package org.wardflow.flow.cycle.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.KeysFrom;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;

/** Finds the keys of a model that changes of its inputs touch: too many are harmless, too few are a bug. */
final class TouchedKeys {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private final Model model;
    private final LakeState lake;
    private final SqlSession session;
    private final List<String> selects = new ArrayList<>();
    private final Map<String, Relation> relations = new HashMap<>();
    private final List<KeySet> between = new ArrayList<>();

    TouchedKeys(Model model, LakeState lake, SqlSession session) {
        this.model = model;
        this.lake = lake;
        this.session = session;
    }

    /** At most how many rows, beside the changes, are looked through to find the keys. */
    long reads(Map<TableName, ChangeSet> changes) {
        return changes.entrySet().stream()
                .filter(change -> change.getValue().count() > 0)
                .flatMap(change -> model.keysFrom(change.getKey()).stream())
                .filter(line ->
                        line instanceof KeysFrom.Select select && select.since().isEmpty())
                .flatMap(line -> SqlText.of(((KeysFrom.Select) line).sql()).tables().keySet().stream())
                .mapToLong(name -> lake.snapshot(TableName.parse(name)).visibleRows())
                .sum();
    }

    /**
     * Every key that has rows or may have some; empty if a line cannot tell. A line or a part that leads to keys of rows in an input by key, or
     * of the model's own, leads to none that these do not have.
     */
    Optional<KeySet> all() {
        keysOf(session.scan(lake.scan(model.table())));
        Set<TableName> byKey = new HashSet<>();
        for (Input input : model.inputs()) {
            if (input.binding() instanceof Input.ByKey) {
                byKey.add(input.table());
                keysOf(session.scan(lake.scan(input.table())));
            }
        }
        try {
            for (TableName input : model.upstream()) {
                for (KeysFrom line : model.keysFrom(input)) {
                    if (line instanceof KeysFrom.All) {
                        return Optional.empty();
                    }
                    if (!(line instanceof KeysFrom.Via via && byKey.contains(via.via()))) {
                        Snapshot whole = lake.snapshot(input);
                        add(
                                line,
                                new ChangeSet(0, whole.version(), session.scan(lake.scan(input)), whole.visibleRows()));
                    }
                }
            }
            return Optional.of(distinct());
        } finally {
            between.forEach(keys -> lake.release(session, keys));
        }
    }

    /** The keys; empty if a change touches all of them. */
    Optional<KeySet> find(Map<TableName, ChangeSet> changes) {
        try {
            for (Map.Entry<TableName, ChangeSet> change : changes.entrySet()) {
                if (change.getValue().count() > 0) {
                    for (KeysFrom line : model.keysFrom(change.getKey())) {
                        if (line instanceof KeysFrom.All) {
                            return Optional.empty();
                        }
                        add(line, change.getValue());
                    }
                    model.input(change.getKey()).ifPresent(input -> add(input, change.getValue()));
                }
            }
            return Optional.of(distinct());
        } finally {
            between.forEach(keys -> lake.release(session, keys));
        }
    }

    private KeySet distinct() {
        String key = Rows.list("", model.key());
        String sql = selects.isEmpty()
                ? "select " + key + " from run.own where 1 = 0"
                : "select distinct " + key + " from (" + String.join(" union all ", selects) + ") as touched where "
                        + Rows.present(model.key());
        relations.put("run.own", session.scan(new Scan(own(), List.of(), Optional.empty(), List.of(), false)));
        return lake.keys(session, sql, relations);
    }

    private void add(Input input, ChangeSet changes) {
        if (input.binding() instanceof Input.ByKey) {
            keysOf(changes.rows());
        } else if (input.binding() instanceof Input.ByPart part) {
            KeySet parts = keys(part.columns(), part.columns(), changes);
            List<Column> columns = columns(model.table(), part.columns());
            keysOf(session.scan(lake.scan(session, model.table(), parts, columns)));
            for (Input other : model.inputs()) {
                if (other.binding() instanceof Input.ByKey) {
                    keysOf(session.scan(
                            lake.scan(session, other.table(), parts, columns(other.table(), part.columns()))));
                }
            }
        }
    }

    private void add(KeysFrom line, ChangeSet changes) {
        if (line instanceof KeysFrom.Via via) {
            KeySet wanted = keys(via.changedColumns(), via.viaColumns(), changes);
            List<Column> columns = columns(via.via(), via.viaColumns());
            keysOf(session.scan(lake.scan(session, via.via(), wanted, columns)));
        } else if (line instanceof KeysFrom.Select select) {
            Optional<Instant> from = select.since().flatMap(since -> earliest(since.changedColumn(), changes));
            Map<String, Relation> tables = new HashMap<>();
            for (String name : SqlText.of(select.sql()).tables().keySet()) {
                TableName table = TableName.parse(name);
                tables.put(
                        name,
                        from.map(time -> since(
                                        table, select.since().orElseThrow().column(), time))
                                .orElseGet(() -> session.scan(lake.scan(table))));
            }
            tables.put("run.changes", changes.rows());
            // Several models ask this of the same table: the query is the same, and so is what it gives.
            KeySet named = lake.keys(
                    session,
                    "with changes as (select * from run.changes) select distinct " + castKey() + " from ("
                            + select.sql() + "\n) as named_keys",
                    tables);
            between.add(named);
            keysOf(named.relation());
        }
    }

    /** The earliest time in a column of the changed rows; empty if none has one, or one that a text in SQL cannot give. */
    private Optional<Instant> earliest(String column, ChangeSet changes) {
        List<Instant> found = new ArrayList<>();
        session.query("select min(" + column + ") from run.changes", Map.of("run.changes", changes.rows()), values -> {
            if (values.get(0) instanceof Instant time) {
                found.add(time);
            }
        });
        return found.stream()
                .filter(time -> time.isAfter(FIRST) && time.isBefore(LAST))
                .findFirst();
    }

    /** The rows from a time on: what is read does not depend on how rows lie in files, only how fast. */
    private Relation since(TableName table, String column, Instant from) {
        return session.select(
                "select * from run.input where " + column + " >= "
                        + session.cast("'" + from + "'", ColumnType.TIMESTAMP),
                Map.of("run.input", session.scan(lake.scan(table, column, from))));
    }

    /** Distinct values of some columns of the changed rows, under other names. */
    private KeySet keys(List<String> columns, List<String> names, ChangeSet changes) {
        String renamed = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) + " as " + names.get(i))
                .collect(Collectors.joining(", "));
        KeySet keys = lake.keys(
                session,
                "select distinct " + renamed + " from run.changes where " + Rows.present(columns),
                Map.of("run.changes", changes.rows()));
        between.add(keys);
        return keys;
    }

    /** A key of another type, as a timestamp for a date, compares as equal and has another hash: its rows would not be found. */
    private String castKey() {
        return own().stream()
                .map(column -> session.cast(column.name(), column.type()) + " as " + column.name())
                .collect(Collectors.joining(", "));
    }

    private void keysOf(Relation rows) {
        String name = "run.touching_" + selects.size();
        selects.add("select " + Rows.list("", model.key()) + " from " + name);
        relations.put(name, rows);
    }

    private List<Column> own() {
        return columns(model.table(), model.key());
    }

    private List<Column> columns(TableName table, List<String> names) {
        List<Column> all = lake.snapshot(table).columns();
        return names.stream()
                .map(name -> all.stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("bug: " + table + " has no column " + name)))
                .toList();
    }
}
