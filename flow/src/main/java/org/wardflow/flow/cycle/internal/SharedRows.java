package org.wardflow.flow.cycle.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;

/**
 * Rows that several models of a cycle need, in memory: those that a model has just computed, and those that one of them read from
 * files. Models keyed alike touch nearly the same keys; whoever comes later reads only the rest. Safe for all threads.
 */
final class SharedRows {
    /** For more keys, each model reads its files as a stream. */
    static final long KEYS_MAX = 20_000;

    /** More rows than this are not held for others. */
    static final long ROWS_MAX = 200_000;

    private final Map<Source, List<Part>> held = new ConcurrentHashMap<>();
    private final Map<Pair, Optional<KeySet>> rests = new ConcurrentHashMap<>();
    private final Consumer<Relation> keep;

    /** @param keep is given the relations that have to live as long as the cycle */
    SharedRows(Consumer<Relation> keep) {
        this.keep = keep;
    }

    /** A version of a table, read by these columns. */
    private record Source(TableName table, long version, List<String> columns) {
        static Source of(Snapshot snapshot, List<String> columns) {
            return new Source(snapshot.table(), snapshot.version(), columns);
        }
    }

    /** All rows that have one of the keys; no two parts of a source have a key in common. */
    private record Part(KeySet keys, Relation rows) {}

    private record Pair(KeySet some, KeySet others) {}

    /**
     * Holds the rows that a model has computed for its keys, if they are few. Whoever reads the table by its key has them.
     *
     * @param rows all rows of the snapshot with one of the keys; kept, until the cycle ends if they are held
     */
    boolean hold(Snapshot snapshot, List<String> columns, KeySet keys, Relation rows) {
        boolean isFew = keys.size() > 0 && keys.size() <= KEYS_MAX && rows.size() <= ROWS_MAX;
        return isFew
                && held.putIfAbsent(Source.of(snapshot, columns), new ArrayList<>(List.of(new Part(keys, rows))))
                        == null;
    }

    /**
     * The rows of a table that have one of the keys.
     *
     * @param by the columns of the keys
     * @param wanted the columns to give
     * @param read reads the rows of keys from files
     * @param forOthers whether what is read may serve other models too
     */
    Relation rows(
            SqlSession session,
            Snapshot snapshot,
            List<String> by,
            KeySet keys,
            List<String> wanted,
            Function<KeySet, Relation> read,
            boolean forOthers) {
        if (keys.size() == 0 || keys.size() > KEYS_MAX) {
            return read.apply(keys);
        }
        List<Part> parts = held.computeIfAbsent(Source.of(snapshot, by), unread -> new ArrayList<>());
        List<Relation> found = new ArrayList<>();
        synchronized (parts) {
            Optional<KeySet> left = Optional.of(keys);
            for (Part part : parts) {
                Optional<KeySet> before = left;
                left = before.flatMap(some -> rest(session, by, some, part.keys()));
                if (!left.equals(before)) {
                    found.add(part(session, part, by, keys, wanted));
                }
            }
            left.map(some -> readRest(session, parts, new Part(some, read.apply(some)), forOthers))
                    .ifPresent(found::add);
        }
        return found.size() == 1 ? found.get(0) : union(session, found, wanted);
    }

    private Relation readRest(SqlSession session, List<Part> parts, Part rest, boolean forOthers) {
        if (!forOthers) {
            return rest.rows();
        }
        Relation rows = session.materialise("select * from run.input", Map.of("run.input", rest.rows()));
        keep.accept(rows);
        parts.add(new Part(rest.keys(), rows));
        return rows;
    }

    private static Relation part(SqlSession session, Part part, List<String> by, KeySet keys, List<String> wanted) {
        if (part.keys() == keys) {
            return part.rows();
        }
        String key = Rows.list("", by);
        return session.select(
                "select " + Rows.list("", wanted) + " from run.held where (" + key + ") in (select " + key
                        + " from run.wanted)",
                Map.of("run.held", part.rows(), "run.wanted", keys.relation()));
    }

    private static Relation union(SqlSession session, List<Relation> found, List<String> wanted) {
        String sql = IntStream.range(0, found.size())
                .mapToObj(i -> "select " + Rows.list("", wanted) + " from run.part_" + i)
                .collect(Collectors.joining(" union all "));
        Map<String, Relation> tables =
                IntStream.range(0, found.size()).boxed().collect(Collectors.toMap(i -> "run.part_" + i, found::get));
        return session.select(sql, tables);
    }

    /** Those of some keys that are not among others, by their values: hashes would be right only nearly always. */
    private Optional<KeySet> rest(SqlSession session, List<String> by, KeySet some, KeySet others) {
        return some == others
                ? Optional.empty()
                : rests.computeIfAbsent(new Pair(some, others), pair -> {
                    String same = by.stream()
                            .map(column -> "o." + column + " = s." + column)
                            .collect(Collectors.joining(" and "));
                    KeySet rest = KeySet.of(
                            session,
                            "select " + Rows.list("s.", by)
                                    + " from run.some as s where not exists (select 1 from run.others as o where "
                                    + same
                                    + ")",
                            Map.of("run.some", some.relation(), "run.others", others.relation()));
                    keep.accept(rest.relation());
                    return rest.size() == 0
                            ? Optional.<KeySet>empty()
                            : Optional.of(rest.size() == some.size() ? some : rest);
                });
    }
}
