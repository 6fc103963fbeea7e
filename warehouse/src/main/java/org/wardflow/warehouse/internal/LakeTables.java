package org.wardflow.warehouse.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges;
import org.wardflow.lake.TableName;

/** The lake's side of a publication. */
public final class LakeTables {
    private static final TableName CLOCK = TableName.parse("bronze.clock");

    /** Above this many keys nearly every file holds one of them. */
    private static final int HASHED_KEYS_MAX = 50_000;

    private final Lake lake;
    private final SqlSession session;

    public LakeTables(Lake lake, SqlSession session) {
        this.lake = lake;
        this.session = session;
    }

    /** A table as a manifest has it; empty if it does not name it. */
    Optional<Snapshot> snapshot(Manifest manifest, TableName name) {
        return Optional.ofNullable(manifest.versions().get(name))
                .flatMap(version -> lake.find(name).map(table -> table.at(version)));
    }

    /** What changed since a version; empty if that cannot be told, or if that version is not the one that was published. */
    Optional<TableChanges> changes(TableName name, long from, String tableId, long to) {
        Optional<Table> table = lake.find(name);
        if (from > to || table.isEmpty()) {
            return Optional.empty();
        }
        try {
            return table.get().at(from).tableId().equals(tableId)
                    ? Optional.of(table.get().changes(from, to))
                    : Optional.empty();
        } catch (WardflowException e) {
            if (e.code() == ErrorCode.VERSION_GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All rows, in the stored table's columns; sorted by its key if wanted. */
    void rows(StoredTable table, Snapshot snapshot, String order, RowConsumer consumer) {
        snapshot.files().forEach(file -> lake.find(table.name()).orElseThrow().verify(file));
        query(table, snapshot, Scan.of(snapshot), order, consumer);
    }

    /** What a change asks for; close it. */
    Changed changed(StoredTable table, Snapshot snapshot, TableChanges changes) {
        Table there = lake.find(table.name()).orElseThrow();
        List<TableChanges.Slice> slices = new ArrayList<>(changes.added());
        slices.addAll(changes.removed());
        slices.forEach(slice -> there.verify(slice.file()));
        List<Column> key = snapshot.columns().stream()
                .filter(column -> table.key().contains(column.name()))
                .toList();
        Relation named = session.materialise(
                "select distinct " + names(key) + " from run.changed",
                Map.of("run.changed", session.scan(Scan.ofSlices(key, slices))));
        return new Changed(table, snapshot, key, named);
    }

    /**
     * The keys that a change names, and the rows of the snapshot that have them. The changes' own rows would not do: one
     * that was added, moved by a compaction and then removed is in both of their lists.
     */
    final class Changed implements AutoCloseable {
        private final StoredTable table;
        private final Snapshot snapshot;
        private final List<Column> key;
        private final Relation named;

        private Changed(StoredTable table, Snapshot snapshot, List<Column> key, Relation named) {
            this.table = table;
            this.snapshot = snapshot;
            this.key = key;
            this.named = named;
        }

        /** The keys, their columns in the order of the table's. */
        void keys(RowConsumer consumer) {
            session.query("select " + names(key) + " from run.named", Map.of("run.named", named), consumer);
        }

        /** The rows, in the stored table's columns. */
        void rows(RowConsumer consumer) {
            List<String> columns = key.stream().map(Column::name).toList();
            Table there = lake.find(table.name()).orElseThrow();
            List<TableChanges.Slice> slices =
                    named.size() <= HASHED_KEYS_MAX && there.spec().keyFilters().contains(columns)
                            ? snapshot.slicesWithKeys(columns, session.keyHashes(named, key))
                            : Scan.of(snapshot).slices();
            slices.forEach(slice -> there.verify(slice.file()));
            Scan scan = Scan.ofSlices(snapshot.columns(), slices).only(new Scan.Keys(columns, named));
            query(table, snapshot, scan, "", consumer);
        }

        @Override
        public void close() {
            session.drop(named);
        }
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).map(StoredTable::quote).collect(Collectors.joining(", "));
    }

    /** The end of the last hour that had closed. */
    Optional<Instant> lastTick(Manifest manifest) {
        Optional<Snapshot> clock = snapshot(manifest, CLOCK);
        List<Instant> found = new ArrayList<>();
        clock.ifPresent(snapshot -> session.query(
                "select max(tick_ts) as last_tick from run.clock",
                Map.of(
                        "run.clock",
                        session.scan(Scan.of(snapshot)
                                .selecting(column -> column.name().equals("tick_ts")))),
                values -> {
                    if (values.get(0) instanceof Instant instant) {
                        found.add(instant);
                    }
                }));
        return found.stream().findFirst();
    }

    private void query(StoredTable table, Snapshot snapshot, Scan scan, String order, RowConsumer consumer) {
        Relation relation = session.scan(scan);
        String columns = table.columns().stream()
                .map(column -> snapshot.columns().stream()
                                .anyMatch(there -> there.name().equals(column.name()))
                        ? StoredTable.quote(column.name())
                        : session.cast("null", column.type()) + " as " + StoredTable.quote(column.name()))
                .collect(Collectors.joining(", "));
        session.query("select " + columns + " from run.lake" + order, Map.of("run.lake", relation), consumer);
    }
}
