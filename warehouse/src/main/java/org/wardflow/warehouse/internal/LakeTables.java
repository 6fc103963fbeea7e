package org.wardflow.warehouse.internal;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.ContractColumn;
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
    /** Above this many keys nearly every file holds one of them. */
    private static final int HASHED_KEYS_MAX = 50_000;

    private final Lake lake;
    private final SqlSession session;
    private final Ticks ticks;
    private final String branch;

    public LakeTables(Lake lake, SqlSession session, Ticks ticks, String branch) {
        this.lake = lake;
        this.session = session;
        this.ticks = ticks;
        this.branch = branch;
    }

    /** What two versions of a table have in common, so that the one follows from the other. */
    String lineage(Snapshot snapshot) {
        return branch.isEmpty() ? snapshot.tableId() : snapshot.tableId() + "@" + branch;
    }

    /** A table as a manifest has it; empty if it does not name it, or means one of that name that was made anew since. */
    Optional<Snapshot> snapshot(Manifest manifest, TableName name) {
        return lake.find(name)
                .flatMap(table -> manifest.tables().containsKey(name)
                        ? manifest.version(name, table.latest().tableId()).map(table::at)
                        : Optional.ofNullable(manifest.versions().get(name)).map(table::at));
    }

    /**
     * What changed since a version, in files that are there; empty if that cannot be told any more, or if that version is not the one
     * that was published.
     */
    Optional<TableChanges> changes(TableName name, long from, String lineage, Snapshot to) {
        Optional<Table> table = lake.find(name);
        if (from > to.version() || table.isEmpty() || !lineage(to).equals(lineage)) {
            return Optional.empty();
        }
        try {
            TableChanges changes = table.get().changes(from, to.version());
            slices(changes).forEach(slice -> table.get().verify(slice.file()));
            // What was verified once is not looked at again, but may have gone.
            return slices(changes).allMatch(slice -> Files.exists(slice.file().absolute()))
                    ? Optional.of(changes)
                    : Optional.empty();
        } catch (WardflowException e) {
            // The log may reach further back than the files. A damaged one that is still part of the table is met again
            // when it is read whole.
            if (e.code() == ErrorCode.VERSION_GONE
                    || e.code() == ErrorCode.TABLE_CORRUPT
                    || e.getCause() instanceof NoSuchFileException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Stream<TableChanges.Slice> slices(TableChanges changes) {
        return Stream.concat(changes.added().stream(), changes.removed().stream());
    }

    /** All rows, in the stored table's columns; sorted by its key if wanted. */
    void rows(StoredTable table, Snapshot snapshot, String order, RowConsumer consumer) {
        snapshot.files().forEach(file -> lake.find(table.name()).orElseThrow().verify(file));
        query(table, snapshot, Scan.of(snapshot), order, consumer);
    }

    /**
     * Hands over what became of each key that a change names: first whether there is a row of it now, true or null, then the stored
     * table's columns, of which without a row only the key's have values.
     */
    void changed(StoredTable table, Snapshot snapshot, TableChanges changes, RowConsumer consumer) {
        List<Column> key = snapshot.columns().stream()
                .filter(column -> table.key().contains(column.name()))
                .toList();
        if (!changes.compacted()) {
            Relation now = session.scan(Scan.ofSlices(snapshot.columns(), changes.added()));
            hand(table, snapshot, now, session.scan(Scan.ofSlices(key, changes.removed())), consumer);
            return;
        }
        // A row that was added, moved by a compaction and then removed is in both lists, so the snapshot is asked.
        List<TableChanges.Slice> slices = slices(changes).toList();
        Table there = lake.find(table.name()).orElseThrow();
        Relation named = session.materialise(
                "select distinct " + names(key) + " from run.changed",
                Map.of("run.changed", session.scan(Scan.ofSlices(key, slices))));
        try {
            hand(table, snapshot, withKeys(there, snapshot, key, named), named, consumer);
        } finally {
            session.drop(named);
        }
    }

    private Relation withKeys(Table table, Snapshot snapshot, List<Column> key, Relation keys) {
        List<String> columns = key.stream().map(Column::name).toList();
        List<TableChanges.Slice> slices =
                keys.size() <= HASHED_KEYS_MAX && table.spec().keyFilters().contains(columns)
                        ? snapshot.slicesWithKeys(columns, session.keyHashes(keys, key))
                        : Scan.of(snapshot).slices();
        slices.forEach(slice -> table.verify(slice.file()));
        return session.scan(Scan.ofSlices(snapshot.columns(), slices).only(new Scan.Keys(columns, keys)));
    }

    /** Rows of now beside keys of before. */
    private void hand(StoredTable table, Snapshot snapshot, Relation now, Relation before, RowConsumer consumer) {
        String columns = table.columns().stream()
                .map(column -> column.primaryKey()
                        ? "coalesce(n.%1$s, b.%1$s) as %1$s".formatted(StoredTable.quote(column.name()))
                        : value(snapshot, column, "n."))
                .collect(Collectors.joining(", "));
        String same = table.key().stream()
                .map(column -> "n.%1$s = b.%1$s".formatted(StoredTable.quote(column)))
                .collect(Collectors.joining(" and "));
        session.query(
                "select n.is_there, " + columns
                        + " from (select *, true as is_there from run.now) n full join run.before b on " + same,
                Map.of("run.now", now, "run.before", before),
                consumer);
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).map(StoredTable::quote).collect(Collectors.joining(", "));
    }

    /** The end of the last hour that had closed. */
    Optional<Instant> lastTick(Manifest manifest) {
        return snapshot(manifest, Ticks.CLOCK).flatMap(clock -> ticks.last(session, clock));
    }

    private void query(StoredTable table, Snapshot snapshot, Scan scan, String order, RowConsumer consumer) {
        String columns = table.columns().stream()
                .map(column -> value(snapshot, column, ""))
                .collect(Collectors.joining(", "));
        session.query("select " + columns + " from run.lake" + order, Map.of("run.lake", session.scan(scan)), consumer);
    }

    /** A stored column; null where the lake's table does not have it yet. */
    private String value(Snapshot snapshot, ContractColumn column, String of) {
        String name = StoredTable.quote(column.name());
        return snapshot.columns().stream().anyMatch(there -> there.name().equals(column.name()))
                ? of + name
                : session.cast("null", column.type()) + " as " + name;
    }
}
