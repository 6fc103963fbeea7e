package org.wardflow.lake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys that stand in a staged file, as {@link KeyHash}es; of a large file also the rows where they stand, so that a look-up
 * reads those rows alone. Arrays are not copied. Those of a large file lie in a file, since those of all files of a commit may be too many for
 * the process that commits.
 */
public final class FileKeys {
    /** Files with fewer rows are read whole, which costs less than to pick rows from them. */
    public static final long LOCATED_ROWS_MIN = 32_768;

    /** Where a key has more rows than this on average, its rows are nearly everywhere. */
    static final int ROWS_PER_KEY_MAX = 32;

    private final long[] hashes;
    private final int[] rows;
    private final int distinct;
    private final @Nullable Path file;

    private FileKeys(long[] hashes, int[] rows, int distinct) {
        this(hashes, rows, distinct, null);
    }

    private FileKeys(long[] hashes, int[] rows, int distinct, @Nullable Path file) {
        this.hashes = hashes;
        this.rows = rows;
        this.distinct = distinct;
        this.file = file;
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

    /**
     * Keys that lie in a file of the staging folder.
     *
     * @param file holds the {@link #bytes} of some keys; the commit deletes it
     * @param distinct how many different ones there are
     */
    public static FileKeys in(Path file, int distinct) {
        return new FileKeys(new long[0], new int[0], distinct, file);
    }

    /** Where keys of a staged file lie: beside it, and given up with it. */
    public static Path beside(Path staged, int filter) {
        return staged.resolveSibling(staged.getFileName() + ".keys-" + filter);
    }

    /** What to write into a file for {@link #in}: twelve bytes for each hash at most. */
    public byte[] bytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(2 * Integer.BYTES + hashes().length * Long.BYTES + rows.length * Integer.BYTES);
        bytes.putInt(hashes.length).putInt(rows.length);
        for (long hash : hashes) {
            bytes.putLong(hash);
        }
        for (int row : rows) {
            bytes.putInt(row);
        }
        return bytes.array();
    }

    /** These keys in memory: read, if they lie in a file. */
    public FileKeys read(FileIo io) throws IOException {
        if (file == null) {
            return this;
        }
        ByteBuffer bytes = ByteBuffer.wrap(io.read(file));
        long[] read = new long[bytes.getInt()];
        int[] located = new int[bytes.getInt()];
        for (int i = 0; i < read.length; i++) {
            read[i] = bytes.getLong();
        }
        for (int i = 0; i < located.length; i++) {
            located[i] = bytes.getInt();
        }
        return new FileKeys(read, located, distinct);
    }

    /** Deletes the file, if they lie in one. */
    public void forget(FileIo io) throws IOException {
        if (file != null) {
            boolean unused = io.delete(file);
        }
    }

    /** How many different keys there are. */
    public int distinct() {
        return distinct;
    }

    /** Whether {@link #rows} are known, of keys in memory. */
    public boolean isLocated() {
        return rows.length > 0;
    }

    /** The hashes, of keys in memory: distinct, or one for each row if the keys are located. */
    public long[] hashes() {
        if (file != null) {
            throw new IllegalStateException("bug: these keys lie in a file");
        }
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
