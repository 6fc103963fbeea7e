package org.wardflow.lake.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.FileKeys;

/**
 * The 64-bit key hashes of a file, shortened, and the row of each if they are located. The upper half of a hash chooses one of {@code n / 16} groups, of the lower half
 * three bytes are kept, sorted within their group. No false negatives; a false positive in a million, at 26
 * bits a key, 50 with its row. A Bloom filter of half the size errs once in two hundred: enough for one key, but a batch of a hundred would
 * then read half of all files for nothing.
 */
final class KeyFilter {
    private static final int NUMBER_BYTES = 3;
    private static final int REMAINDER_BITS = 24;
    private static final int REMAINDER_MASK = 0xffffff;
    private static final int GROUP_KEYS = 16;

    /** Rows from here on cannot be located: a sort key of 64 bits holds the group, the remainder and 20 bits of a row. */
    private static final int ROW_BITS = 20;

    /** Where each group begins, and at the end how many keys there are. */
    private final int[] starts;

    private final byte[] remainders;

    /** Beside each remainder, or nothing. */
    private final byte[] rows;

    private KeyFilter(int[] starts, byte[] remainders, byte[] rows) {
        this.starts = starts;
        this.remainders = remainders;
        this.rows = rows;
    }

    static KeyFilter of(FileKeys keys) {
        long[] hashes = keys.hashes();
        boolean isLocated = keys.isLocated() && Arrays.stream(keys.rows()).allMatch(row -> row >>> ROW_BITS == 0);
        long groups = hashes.length / GROUP_KEYS + 1L;
        // Group, remainder and row side by side, so that one sort orders all.
        int rowBits = isLocated ? ROW_BITS : 0;
        long[] sorted = new long[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            sorted[i] = ((group(hashes[i], groups) << REMAINDER_BITS | remainder(hashes[i])) << rowBits)
                    | (isLocated ? keys.rows()[i] : 0);
        }
        Arrays.sort(sorted);
        int[] starts = new int[(int) groups + 1];
        byte[] remainders = new byte[Math.multiplyExact(sorted.length, NUMBER_BYTES)];
        byte[] rows = new byte[isLocated ? remainders.length : 0];
        for (int i = 0; i < sorted.length; i++) {
            starts[(int) (sorted[i] >>> (REMAINDER_BITS + rowBits)) + 1]++;
            put(remainders, i, (int) (sorted[i] >>> rowBits));
            if (isLocated) {
                put(rows, i, (int) sorted[i] & ((1 << ROW_BITS) - 1));
            }
        }
        for (int group = 0; group < groups; group++) {
            starts[group + 1] += starts[group];
        }
        return new KeyFilter(starts, remainders, rows);
    }

    boolean mayContain(long hash) {
        return first(hash) >= 0;
    }

    boolean mayContainAny(long[] hashes) {
        for (long hash : hashes) {
            if (mayContain(hash)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@link #rows} can be told. */
    boolean isLocated() {
        return rows.length > 0;
    }

    /** What it takes of memory, without the few bytes of the objects themselves. */
    long bytes() {
        return (long) Integer.BYTES * starts.length + remainders.length + rows.length;
    }

    /** The rows where one of the keys may stand; empty if they are more than {@code max}. */
    Optional<RoaringBitmap> rows(long[] hashes, int max) {
        RoaringBitmap found = new RoaringBitmap();
        int count = 0;
        for (long hash : hashes) {
            int wanted = remainder(hash);
            int end = starts[(int) group(hash, starts.length - 1L) + 1];
            for (int i = first(hash); i >= 0 && i < end && get(remainders, i) == wanted; i++) {
                // Keys that are alike in what is kept of them lead to the same row, which counts once.
                count += found.checkedAdd(get(rows, i)) ? 1 : 0;
                if (count > max) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(found);
    }

    /** Where the first entry of a hash stands, or -1. */
    private int first(long hash) {
        int group = (int) group(hash, starts.length - 1L);
        int wanted = remainder(hash);
        for (int i = starts[group]; i < starts[group + 1]; i++) {
            int found = get(remainders, i);
            if (found >= wanted) {
                return found == wanted ? i : -1;
            }
        }
        return -1;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(starts.length);
        for (int start : starts) {
            out.writeInt(start);
        }
        out.write(remainders);
        out.writeBoolean(isLocated());
        out.write(rows);
    }

    static KeyFilter read(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 2) {
            throw new IOException("A key filter has an impossible length");
        }
        int[] starts = new int[length];
        for (int i = 0; i < length; i++) {
            starts[i] = in.readInt();
        }
        byte[] remainders = new byte[Math.multiplyExact(starts[length - 1], NUMBER_BYTES)];
        in.readFully(remainders);
        byte[] rows = new byte[in.readBoolean() ? remainders.length : 0];
        in.readFully(rows);
        return new KeyFilter(starts, remainders, rows);
    }

    private static long group(long hash, long groups) {
        return ((hash >>> Integer.SIZE) * groups) >>> Integer.SIZE;
    }

    private static int remainder(long hash) {
        return (int) hash & REMAINDER_MASK;
    }

    private static void put(byte[] bytes, int index, int number) {
        int at = index * NUMBER_BYTES;
        bytes[at] = (byte) (number >>> 16);
        bytes[at + 1] = (byte) (number >>> 8);
        bytes[at + 2] = (byte) number;
    }

    private static int get(byte[] bytes, int index) {
        int at = index * NUMBER_BYTES;
        return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
    }
}
