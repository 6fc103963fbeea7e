package org.wardflow.flow.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a result, row by row. */
public interface RowConsumer {
    /** Called once, before the first row. */
    default void columns(List<String> names) {}

    /**
     * Called for each row.
     *
     * @param values String, Boolean, Integer, Long, BigDecimal, Double, LocalDate, Instant, byte[] or null
     */
    void row(List<@Nullable Object> values);
}
