package org.wardflow.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.lake.KeyHash;

class KeyFilterTest {
    private static final double FALSE_POSITIVES_MAX = 0.01;
    private static final int PROBES = 100_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 1_000, 100_000})
    void everyKeyIsFoundAndFewerThanOneInAHundredOthers(int size) throws IOException {
        long[] keys = hashes("k", size);
        KeyFilter filter = copy(KeyFilter.of(keys));

        assertThat(LongStream.of(keys)).allMatch(filter::mayContain);
        assertThat(filter.mayContainAny(keys)).isEqualTo(size > 0);
        long wrong = LongStream.of(hashes("other", PROBES))
                .filter(filter::mayContain)
                .count();
        assertThat((double) wrong / PROBES).isLessThan(FALSE_POSITIVES_MAX);
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
