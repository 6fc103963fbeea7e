package org.wardflow.lake.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The 64-bit key hashes of a file, shortened. The upper half of a hash chooses one of {@code n / 16} groups, of the lower half
 * {@value #REMAINDER_BYTES} bytes are kept, sorted within their group. No false negatives; a false positive in a million, at 26
 * bits a key. A Bloom filter of half the size errs once in two hundred: enough for one key, but a batch of a hundred would
 * then read half of all files for nothing.
 */
final class KeyFilter {
    private static final int REMAINDER_BYTES = 3;
    private static final int REMAINDER_MASK = 0xffffff;
    private static final int GROUP_KEYS = 16;

    /** Where each group begins, and at the end how many keys there are. */
    private final int[] starts;

    private final byte[] remainders;

    private KeyFilter(int[] starts, byte[] remainders) {
        this.starts = starts;
        this.remainders = remainders;
    }

    /** @param hashes in any order; a repeated one does no harm */
    static KeyFilter of(long[] hashes) {
        long groups = hashes.length / GROUP_KEYS + 1L;
        // Group and remainder side by side, so that one sort orders both.
        long[] sorted = new long[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            sorted[i] = (group(hashes[i], groups) << Integer.SIZE) | remainder(hashes[i]);
        }
        Arrays.sort(sorted);
        int[] starts = new int[(int) groups + 1];
        byte[] remainders = new byte[Math.multiplyExact(sorted.length, REMAINDER_BYTES)];
        for (int i = 0; i < sorted.length; i++) {
            starts[(int) (sorted[i] >>> Integer.SIZE) + 1]++;
            put(remainders, i, (int) sorted[i]);
        }
        for (int group = 0; group < groups; group++) {
            starts[group + 1] += starts[group];
        }
        return new KeyFilter(starts, remainders);
    }

    boolean mayContain(long hash) {
        int group = (int) group(hash, starts.length - 1L);
        int wanted = remainder(hash);
        for (int i = starts[group]; i < starts[group + 1]; i++) {
            int found = get(remainders, i);
            if (found >= wanted) {
                return found == wanted;
            }
        }
        return false;
    }

    boolean mayContainAny(long[] hashes) {
        for (long hash : hashes) {
            if (mayContain(hash)) {
                return true;
            }
        }
        return false;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(starts.length);
        for (int start : starts) {
            out.writeInt(start);
        }
        out.write(remainders);
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
        byte[] remainders = new byte[Math.multiplyExact(starts[length - 1], REMAINDER_BYTES)];
        in.readFully(remainders);
        return new KeyFilter(starts, remainders);
    }

    private static long group(long hash, long groups) {
        return ((hash >>> Integer.SIZE) * groups) >>> Integer.SIZE;
    }

    private static int remainder(long hash) {
        return (int) hash & REMAINDER_MASK;
    }

    private static void put(byte[] bytes, int index, int remainder) {
        int at = index * REMAINDER_BYTES;
        bytes[at] = (byte) (remainder >>> 16);
        bytes[at + 1] = (byte) (remainder >>> 8);
        bytes[at + 2] = (byte) remainder;
    }

    private static int get(byte[] bytes, int index) {
        int at = index * REMAINDER_BYTES;
        return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
    }
}
