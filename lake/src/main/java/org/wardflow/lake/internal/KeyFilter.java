package org.wardflow.lake.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A split-block Bloom filter over 64-bit key hashes, the kind that the Parquet format specifies: each key sets one bit in
 * each of the eight words of one 32-byte block, so a look-up touches one cache line. No false negatives; at
 * {@value #BITS_PER_KEY} bits a key fewer than one false positive in a hundred.
 */
final class KeyFilter {
    static final int BITS_PER_KEY = 12;

    private static final int WORDS = 8;
    private static final int BLOCK_BITS = WORDS * Integer.SIZE;

    /** Odd constants of the Parquet format, one for each word of a block. */
    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private final int[] words;

    private KeyFilter(int[] words) {
        this.words = words;
    }

    static KeyFilter of(long[] hashes) {
        long blocks = Math.max(1, ((long) hashes.length * BITS_PER_KEY + BLOCK_BITS - 1) / BLOCK_BITS);
        KeyFilter filter = new KeyFilter(new int[Math.toIntExact(blocks * WORDS)]);
        for (long hash : hashes) {
            int first = filter.block(hash);
            for (int word = 0; word < WORDS; word++) {
                filter.words[first + word] |= bit(hash, word);
            }
        }
        return filter;
    }

    boolean mayContain(long hash) {
        int first = block(hash);
        for (int word = 0; word < WORDS; word++) {
            int bit = bit(hash, word);
            if ((words[first + word] & bit) == 0) {
                return false;
            }
        }
        return true;
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
        out.writeInt(words.length);
        for (int word : words) {
            out.writeInt(word);
        }
    }

    static KeyFilter read(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < WORDS || length % WORDS != 0) {
            throw new IOException("A key filter has an impossible length");
        }
        int[] words = new int[length];
        for (int i = 0; i < length; i++) {
            words[i] = in.readInt();
        }
        return new KeyFilter(words);
    }

    /** The upper half of the hash chooses the block, the lower half the bits. */
    private int block(long hash) {
        long blocks = words.length / WORDS;
        return (int) (((hash >>> Integer.SIZE) * blocks) >>> Integer.SIZE) * WORDS;
    }

    private static int bit(long hash, int word) {
        return 1 << (((int) hash * SALT[word]) >>> 27);
    }
}
