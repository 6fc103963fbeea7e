package org.wardflow.simulator.gold.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.gold.ExpectedTable;

/** Collects the rows of a table as canonical text. */
final class Rows {
    private final List<List<@Nullable String>> rows = new ArrayList<>();

    /** Adds a row; times must have been made text before. */
    void add(@Nullable Object... values) {
        List<@Nullable String> row = new ArrayList<>(values.length);
        for (Object value : values) {
            row.add(Text.of(value));
        }
        rows.add(Collections.unmodifiableList(row));
    }

    ExpectedTable table(List<String> columns) {
        return new ExpectedTable(columns, Collections.unmodifiableList(rows));
    }
}
