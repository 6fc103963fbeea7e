package org.wardflow.flow.cycle.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges.Slice;
import org.wardflow.lake.TableName;

/**
 * The lake as one cycle sees it: a version of each table, fixed when the cycle begins and moved by the cycle's own commits alone,
 * and the changes that those commits made. Safe for all threads.
 */
final class LakeState {
    private final Map<TableName, Table> tables;
    private final Map<TableName, Snapshot> snapshots = new ConcurrentHashMap<>();
    private final Map<TableName, WardflowException> damaged = new ConcurrentSkipListMap<>();
    private final Map<TableName, ChangeSet> handedOn = new ConcurrentHashMap<>();
    private final Map<TableName, List<ChangeSet>> derived = new ConcurrentHashMap<>();
    private final Map<String, KeySet> keySets = new ConcurrentHashMap<>();
    private final Map<String, Object> asked = new ConcurrentHashMap<>();
    private final Queue<Relation> kept = new ConcurrentLinkedQueue<>();
    private final SharedRows shared = new SharedRows(kept::add);

    LakeState(Map<TableName, Table> tables) {
        this.tables = tables;
        tables.forEach(this::look);
    }

    private void look(TableName name, Table table) {
        try {
            snapshots.put(name, table.latest());
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
            damaged.put(name, e);
        }
    }

    /** The tables whose log cannot be read, and why: the cycle does without them, and without all that reads them. */
    Map<TableName, WardflowException> damaged() {
        return damaged;
    }

    /** A table's log was damaged since the cycle began: it is as if it had begun so, for what comes after. */
    void lost(TableName name, WardflowException reason) {
        damaged.put(name, reason);
        snapshots.remove(name);
    }

    Table table(TableName name) {
        Table table = tables.get(name);
        if (table == null) {
            throw new IllegalStateException("bug: no table " + name);
        }
        return table;
    }

    Snapshot snapshot(TableName name) {
        Snapshot snapshot = snapshots.get(name);
        WardflowException reason = damaged.get(name);
        if (snapshot == null && reason != null) {
            throw reason;
        }
        if (snapshot == null) {
            throw new IllegalStateException("bug: no snapshot of " + name);
        }
        return snapshot;
    }

    /** The versions of all tables but the damaged ones. */
    SortedMap<TableName, Long> versions() {
        SortedMap<TableName, Long> versions = new TreeMap<>();
        snapshots.forEach((table, snapshot) -> versions.put(table, snapshot.version()));
        return versions;
    }

    /** Which table of its name each of those is. */
    SortedMap<TableName, String> tableIds() {
        SortedMap<TableName, String> ids = new TreeMap<>();
        snapshots.forEach((table, snapshot) -> ids.put(table, snapshot.tableId()));
        return ids;
    }

    /** A table moved: by our own commit, or by a compaction, which changes no row. */
    void moved(Snapshot snapshot) {
        snapshots.put(snapshot.table(), snapshot);
    }

    /** Keeps the changes of a commit for the models behind it; the relations live as long as the cycle. */
    void handOn(TableName table, ChangeSet changes, List<Relation> relations) {
        handedOn.put(table, changes);
        kept.addAll(relations);
    }

    /** What changed in a table since a version; VERSION_GONE if the log no longer tells. */
    ChangeSet changes(SqlSession session, TableName name, long fromVersion) {
        Snapshot snapshot = snapshot(name);
        ChangeSet handed = handedOn.get(name);
        if (handed != null && handed.fromVersion() == fromVersion && handed.toVersion() == snapshot.version()) {
            return handed;
        }
        List<ChangeSet> known = derived.computeIfAbsent(name, table -> new CopyOnWriteArrayList<>());
        Optional<ChangeSet> same = known.stream()
                .filter(changes -> changes.fromVersion() == fromVersion && changes.toVersion() == snapshot.version())
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        ChangeSet changes = ChangeSet.derive(session, table(name), snapshot.columns(), fromVersion, snapshot.version());
        known.add(changes);
        return changes;
    }

    /**
     * The keys that a query gives. Many models are keyed alike and read the same changes: their keys are computed once, unless
     * they are many.
     */
    KeySet keys(SqlSession session, String sql, Map<String, Relation> tables) {
        String query = sql + new TreeMap<>(tables);
        synchronized (asked.computeIfAbsent(query, unasked -> new Object())) {
            KeySet known = keySets.get(query);
            if (known != null) {
                return known;
            }
            KeySet computed = KeySet.of(session, sql, tables);
            if (computed.size() <= KeySet.HASHED_KEYS_MAX) {
                keySets.put(query, computed);
                kept.add(computed.relation());
            }
            return computed;
        }
    }

    /** What models of this cycle read in common. */
    SharedRows shared() {
        return shared;
    }

    /** Keeps a relation until the cycle ends. */
    void keep(Relation relation) {
        kept.add(relation);
    }

    /** A model is done with keys; they stay if others may ask for them. */
    void release(SqlSession session, KeySet keys) {
        if (!kept.contains(keys.relation())) {
            keys.drop(session);
        }
    }

    /** A scan of a table; its files are compared with their digests on first use. */
    Scan scan(TableName name) {
        return scan(name, whole(snapshot(name)));
    }

    /** A scan of the files that may hold a time at or after another. */
    Scan scan(TableName name, String column, Instant from) {
        return scan(
                name,
                whole(snapshot(name)).stream()
                        .filter(slice -> mayReach(slice.file().statistics().get(column), from))
                        .toList());
    }

    private static boolean mayReach(StagedFile.@Nullable ColumnStatistics bounds, Instant from) {
        return bounds == null
                || bounds.max() == null
                || Long.parseLong(bounds.max()) >= ChronoUnit.MICROS.between(Instant.EPOCH, from);
    }

    /** A scan of what may hold one of the keys. */
    Scan scan(SqlSession session, TableName name, KeySet keys, List<Column> columns) {
        List<String> names = columns.stream().map(Column::name).toList();
        Optional<long[]> hashes =
                table(name).spec().keyFilters().contains(names) ? keys.hashes(session, columns) : Optional.empty();
        Snapshot snapshot = snapshot(name);
        List<Slice> slices =
                hashes.map(wanted -> snapshot.slicesWithKeys(names, wanted)).orElseGet(() -> whole(snapshot));
        return scan(name, slices).only(new Scan.Keys(names, keys.relation()));
    }

    private static List<Slice> whole(Snapshot snapshot) {
        return snapshot.files().stream()
                .map(file -> new Slice(file, Optional.empty()))
                .toList();
    }

    private Scan scan(TableName name, List<Slice> slices) {
        Table table = table(name);
        slices.forEach(slice -> table.verify(slice.file()));
        return new Scan(snapshot(name).columns(), slices, Optional.empty(), List.of(), false);
    }

    /** Frees what was kept for the models of the cycle. */
    void close(SqlSession session) {
        session.drop(List.copyOf(kept));
        kept.clear();
    }
}
