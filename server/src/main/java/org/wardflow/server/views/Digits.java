package org.wardflow.server.views;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers on their way to a reader of JSON that has doubles alone, as browsers do: of more digits than these hold, they go as text. */
final class Digits {
    /** The largest integer up to which a double has each one: 2 to the 53, less 1. */
    static final long WHOLE_MAX = (1L << 53) - 1;

    /** Digits that every double gives back. */
    static final int DECIMAL_MAX = 15;

    private Digits() {}

    static List<List<@Nullable Object>> kept(List<List<@Nullable Object>> rows) {
        List<List<@Nullable Object>> kept = new ArrayList<>(rows.size());
        for (List<@Nullable Object> row : rows) {
            List<@Nullable Object> values = new ArrayList<>(row.size());
            row.forEach(value -> values.add(kept(value)));
            kept.add(Collections.unmodifiableList(values));
        }
        return kept;
    }

    private static @Nullable Object kept(@Nullable Object value) {
        if (value instanceof Long whole && (whole > WHOLE_MAX || whole < -WHOLE_MAX)) {
            return whole.toString();
        }
        if (value instanceof BigDecimal number && number.stripTrailingZeros().precision() > DECIMAL_MAX) {
            return number.toPlainString();
        }
        return value;
    }
}
