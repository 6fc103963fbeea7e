package org.wardflow.lake;

import java.util.Arrays;

/**
 * The keys that stand in a staged file, as {@link KeyHash}es; of a large file also the rows where they stand, so that a look-up
 * reads those rows alone. Arrays are not copied.
 */
public final class FileKeys {
    /** Files with fewer rows are read whole, which costs less than to pick rows from them. */
    public static final long LOCATED_ROWS_MIN = 32_768;

    /** Where a key has more rows than this on average, its rows are nearly everywhere. */
    static final int ROWS_PER_KEY_MAX = 32;

    private final long[] hashes;
    private final int[] rows;
    private final int distinct;

    private FileKeys(long[] hashes, int[] rows, int distinct) {
        this.hashes = hashes;
        this.rows = rows;
        this.distinct = distinct;
    }

    /**
     * Keys without their rows.
     *
     * @param hashes in any order; repeated ones do no harm
     */
    public static FileKeys of(long... hashes) {
        long[] distinct = distinct(hashes);
        return new FileKeys(distinct, new int[0], distinct.length);
    }

    /**
     * Keys and their rows.
     *
     * @param hashes of the key of each row that has one
     * @param rows the position of each of these rows, from 0
     */
    public static FileKeys located(long[] hashes, int[] rows) {
        if (hashes.length != rows.length) {
            throw new IllegalArgumentException(hashes.length + " hashes for " + rows.length + " rows");
        }
        long[] distinct = distinct(hashes);
        return (long) distinct.length * ROWS_PER_KEY_MAX < hashes.length
                ? new FileKeys(distinct, new int[0], distinct.length)
                : new FileKeys(hashes, rows, distinct.length);
    }

    /** How many different keys there are. */
    public int distinct() {
        return distinct;
    }

    /** Whether {@link #rows} are known. */
    public boolean isLocated() {
        return rows.length > 0;
    }

    /** The hashes: distinct, or one for each row if the keys are located. */
    public long[] hashes() {
        return hashes;
    }

    /** The row of each hash; empty if the keys are not located. */
    public int[] rows() {
        return rows;
    }

    private static long[] distinct(long[] hashes) {
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        int kept = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[kept - 1]) {
                sorted[kept++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, kept);
    }
}
