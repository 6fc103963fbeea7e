package org.wardflow.flow.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.StagedFile;

/** Writes rows into Parquet files in a staging folder. Used by one thread. */
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

    /** Writes the files, which together hold every row; none if there is no row. Nothing can be added afterwards. */
    List<StagedFile> finish();

    /** Releases what it holds; without {@link #finish} the rows are gone. */
    @Override
    void close();
}
