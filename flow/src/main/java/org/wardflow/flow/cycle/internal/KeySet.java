package org.wardflow.flow.cycle.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;

/** Distinct keys, materialised, with the hashes that files are picked by. Safe for all threads. */
final class KeySet {
    /** Above this many keys nearly every file holds one of them; hashing them would only cost. */
    static final long HASHED_KEYS_MAX = 50_000;

    /** A slice whose rows do not fit is taken in so many. */
    private static final int PARTS = 4;

    /** The rows of fewer keys than these have to fit. */
    static final long PARTS_OF_MIN = 1_000;

    private final Relation relation;
    private final boolean isSlice;
    private final Map<List<String>, long[]> hashes = new HashMap<>();

    private KeySet(Relation relation, boolean isSlice) {
        this.relation = relation;
        this.isSlice = isSlice;
    }

    /**
     * Computes the keys; the relation must be dropped by {@link #drop}.
     *
     * @param sql gives each once
     */
    static KeySet of(SqlSession session, String sql, Map<String, Relation> tables) {
        return new KeySet(session.distinct(sql, tables), false);
    }

    /** Itself, or if it is too many for the engine at once parts of it, which must be dropped too. */
    List<KeySet> slices(SqlSession session) {
        List<Relation> parts = session.slices(relation);
        return parts.size() == 1
                ? List.of(this)
                : parts.stream().map(part -> new KeySet(part, true)).toList();
    }

    /** In some parts, which must be dropped too; itself alone if it is so few, or the engine such, that parts would not help. */
    List<KeySet> parts(SqlSession session) {
        if (size() < PARTS_OF_MIN) {
            return List.of(this);
        }
        List<Relation> parts = session.slices(relation, PARTS);
        return parts.size() == 1
                ? List.of(this)
                : parts.stream().map(part -> new KeySet(part, true)).toList();
    }

    /** A part of a model's keys, which is gone before other models of the cycle could use it. */
    boolean isSlice() {
        return isSlice;
    }

    Relation relation() {
        return relation;
    }

    long size() {
        return relation.size();
    }

    /** Hashes of some of the key's columns; empty if there are too many. */
    synchronized Optional<long[]> hashes(SqlSession session, List<Column> columns) {
        if (size() > HASHED_KEYS_MAX) {
            return Optional.empty();
        }
        List<String> names = columns.stream().map(Column::name).toList();
        return Optional.of(hashes.computeIfAbsent(names, wanted -> session.keyHashes(relation, columns)));
    }

    void drop(SqlSession session) {
        session.drop(List.of(relation));
    }
}
