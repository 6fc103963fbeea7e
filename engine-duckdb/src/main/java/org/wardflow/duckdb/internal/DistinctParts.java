package org.wardflow.duckdb.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * Distinct rows of which DuckDB does not hold all at once: it does not spill all that it would have to, and gives up where they are some four
 * times the memory. Parts by the rows' hash need as much memory less, and each reads all that they are of.
 */
final class DistinctParts {
    /** As many parts first, and as many of one that does not fit. */
    static final int PARTS = 16;

    /** Of all rows: a part of these is no more than a few for each row group that is read. */
    static final int PARTS_MAX = PARTS * PARTS * PARTS;

    private final Consumer<String> statements;

    /** @param statements runs one, or throws MEMORY_FULL and leaves what it would have changed */
    DistinctParts(Consumer<String> statements) {
        this.statements = statements;
    }

    /** The rows of a remainder of their hash. */
    private record Part(int remainder, int of) {
        List<Part> parts() {
            return IntStream.range(0, PARTS)
                    .mapToObj(i -> new Part(remainder + i * of, of * PARTS))
                    .toList();
        }
    }

    /**
     * Makes a table; part of it may be left after an error.
     *
     * @param sql a SELECT DISTINCT without names to be bound
     * @param columns that it gives
     */
    void write(String name, String sql, List<String> columns) {
        String rows = "select * from (" + sql + "\n) as distinct_rows";
        statements.accept("create or replace table " + name + " as " + rows + " limit 0");
        Deque<Part> left = new ArrayDeque<>(new Part(0, 1).parts());
        while (!left.isEmpty()) {
            Part part = left.pop();
            try {
                statements.accept("insert into " + name + " " + rows + " where hash(" + String.join(", ", columns)
                        + ") % " + part.of() + " = " + part.remainder());
            } catch (WardflowException e) {
                if (e.code() != ErrorCode.MEMORY_FULL || part.of() >= PARTS_MAX) {
                    throw e;
                }
                part.parts().forEach(left::push);
            }
        }
    }
}
