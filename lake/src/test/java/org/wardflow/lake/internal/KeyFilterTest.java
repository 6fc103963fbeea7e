package org.wardflow.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.KeyHash;

class KeyFilterTest {
    /** One is expected of these; ten happen once in ten million runs of other keys. */
    private static final int PROBES = 1_000_000;

    private static final int FALSE_POSITIVES_MAX = 10;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 1_000, 100_000})
    void everyKeyIsFoundAndAboutOneInAMillionOthers(int size) throws IOException {
        long[] keys = hashes("k", size);
        KeyFilter filter = copy(KeyFilter.of(FileKeys.of(keys)));

        assertThat(LongStream.of(keys)).allMatch(filter::mayContain);
        assertThat(filter.mayContainAny(keys)).isEqualTo(size > 0);
        long wrong = LongStream.of(hashes("other", PROBES))
                .filter(filter::mayContain)
                .count();
        assertThat(wrong).isLessThan(FALSE_POSITIVES_MAX);
    }

    @Test
    void repeatedAndNeighbouringHashesAreKept() {
        long[] keys = {0, 0, -1, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 0xffffffL, 0x1000000L};

        assertThat(LongStream.of(keys)).allMatch(KeyFilter.of(FileKeys.of(keys))::mayContain);
    }

    @Test
    void theRowsOfLocatedKeysAreFoundAllOfThem() throws IOException {
        long[] keys = hashes("k", 50_000);
        long[] twice =
                LongStream.concat(LongStream.of(keys), LongStream.of(keys)).toArray();
        KeyFilter filter = copy(KeyFilter.of(
                FileKeys.located(twice, IntStream.range(0, twice.length).toArray())));

        assertThat(filter.isLocated()).isTrue();
        for (int i = 0; i < keys.length; i++) {
            RoaringBitmap rows = filter.rows(new long[] {keys[i]}, 10).orElseThrow();
            assertThat(rows.contains(i) && rows.contains(i + keys.length)).isTrue();
        }
        assertThat(filter.rows(keys, 100)).isEmpty();
        assertThat(filter.rows(keys, twice.length - 1)).isEmpty();
        assertThat(filter.rows(keys, twice.length).orElseThrow().getCardinality())
                .isEqualTo(twice.length);
        assertThat(filter.rows(hashes("other", 1_000), 10).orElseThrow().isEmpty())
                .isTrue();
    }

    /** The first two keys are alike in what the filter keeps of them, so that looking for both finds their rows twice. */
    @Test
    void rowsThatTwoKeysLeadToCountOnce() {
        int size = 40_000;
        long[] keys = new long[size];
        keys[1] = (1L << 32) | 0x1000000;
        for (int i = 2; i < size; i++) {
            keys[i] = ((i * 107_374L) << 32) | i;
        }
        KeyFilter filter =
                KeyFilter.of(FileKeys.located(keys, IntStream.range(0, size).toArray()));

        assertThat(filter.rows(keys, 1_000)).isEmpty();
        RoaringBitmap few = filter.rows(Arrays.copyOf(keys, 1_000), 1_000).orElseThrow();
        assertThat(few).isEqualTo(RoaringBitmap.bitmapOfRange(0, 1_000));
    }

    private static long[] hashes(String prefix, int size) {
        return LongStream.range(0, size)
                .map(i -> KeyHash.of(List.of(prefix, Long.toString(i))))
                .toArray();
    }

    private static KeyFilter copy(KeyFilter filter) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        filter.write(new DataOutputStream(bytes));
        return KeyFilter.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
