package org.wardflow.duckdb.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.Relation;

/**
 * Keys in parts that the engine takes one after the other. Each is a range of the key's first column: where a table's files are sorted by it, a
 * part reads the row groups around its own rows alone, so that all parts together read a table once, and not each of them. What is too
 * many within one value is parted by its hash.
 */
final class KeySlices {
    /** Keys that the bounds of the ranges are taken from: some hundred a range, so that few are a tenth larger than the rest. */
    static final long SAMPLED_KEYS = 50_000;

    private static final String BOUNDS = """
            select n, lag(bound) over (order by n) as low, bound as high
            from (
                select n, min(k) as bound
                from (
                    select k, least(cast(floor(row_number() over (order by k) * %1$s.0 / count(*) over ()) as bigint), %1$s - 1) as n
                    from (select %2$s as k from run.keys where %2$s is not null using sample reservoir(%3$s rows))
                )
                where n > 0
                group by n
                union all
                select %1$s, null
            )""";

    private static final String RANGE = """
            select k.*
            from run.keys k
            join run.bounds b on b.n = %1$s
            where (b.low is null or k.%2$s >= b.low) and (b.high is null or k.%2$s < b.high) or (b.low is null and k.%2$s is null)""";

    private final DuckDbSession session;
    private final long keysAtOnce;

    KeySlices(DuckDbSession session, long keysAtOnce) {
        this.session = session;
        this.keysAtOnce = keysAtOnce;
    }

    /** Relations to be dropped, none of them empty; each key is in one. */
    List<Relation> of(Relation keys, String column) {
        long count = parts(keys);
        List<Relation> slices = new ArrayList<>();
        Relation bounds = session.materialise(BOUNDS.formatted(count, column, SAMPLED_KEYS), Map.of("run.keys", keys));
        try {
            for (long n = 1; n <= count; n++) {
                Relation slice =
                        session.materialise(RANGE.formatted(n, column), Map.of("run.keys", keys, "run.bounds", bounds));
                // All keys may share the column that ranges are of.
                if (slice.size() > 2 * keysAtOnce || (count > 1 && slice.size() == keys.size())) {
                    slices.addAll(byHash(slice));
                } else {
                    slices.add(slice);
                }
            }
        } catch (WardflowException e) {
            session.drop(slices);
            throw e;
        } finally {
            session.drop(bounds);
        }
        return withoutEmpty(slices);
    }

    private List<Relation> byHash(Relation keys) {
        long count = parts(keys);
        List<Relation> slices = new ArrayList<>();
        try {
            for (long i = 0; i < count; i++) {
                slices.add(session.materialise(
                        "select * from run.keys as whole_key where hash(whole_key) % " + count + " = " + i,
                        Map.of("run.keys", keys)));
            }
        } catch (WardflowException e) {
            session.drop(slices);
            throw e;
        } finally {
            session.drop(keys);
        }
        return slices;
    }

    private long parts(Relation keys) {
        return (keys.size() + keysAtOnce - 1) / keysAtOnce;
    }

    private List<Relation> withoutEmpty(List<Relation> slices) {
        session.drop(slices.stream().filter(slice -> slice.size() == 0).toList());
        return slices.stream().filter(slice -> slice.size() > 0).toList();
    }
}
