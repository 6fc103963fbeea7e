package org.wardflow.flow.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.StagedFile;

/** Writes rows into one Parquet file in a staging folder. Used by one thread. */
public interface RowAppender extends AutoCloseable {
    /**
     * Adds a row.
     *
     * @param values in the order of the table's columns: String, Boolean, Integer, Long, BigDecimal, LocalDate, Instant,
     *     byte[] or null
     */
    void append(@Nullable Object... values);

    /** Rows so far. */
    long rows();

    /** Writes the file; empty if there is no row. Nothing can be added afterwards. */
    Optional<StagedFile> finish();

    /** Releases what it holds; without {@link #finish} the rows are gone. */
    @Override
    void close();
}
