package org.wardflow.ingest;

/**
 * How much one bronze commit takes in; the first limit reached ends the batch, which holds at least one record.
 *
 * @param rows at least 1
 * @param bytes of payload kept in the row, at least 1
 */
public record BatchLimits(long rows, long bytes) {
    /** Few enough commits for a large file, few enough rows for a small heap. */
    public static final BatchLimits DEFAULT = new BatchLimits(500_000, 256L << 20);

    public BatchLimits {
        if (rows < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "A batch takes at least 1 row and 1 byte, not %s rows and %s bytes".formatted(rows, bytes));
        }
    }
}
