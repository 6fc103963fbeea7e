package org.wardflow.app.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wardflow.app.bench.soak.Sample.Gauge;

class SoakTest {
    @Test
    void whatGrowsIsSeenAndWhatOnlyStartedLowIsNot() {
        List<Sample> samples = IntStream.range(0, 40)
                .mapToObj(minute -> new Sample(
                        60.0 * minute,
                        Map.of(
                                Gauge.HEAP,
                                minute < 8 ? 50.0 : 100,
                                Gauge.HANDLES,
                                100.0 + minute,
                                Gauge.RATE,
                                1_000.0 * minute)))
                .toList();
        assertThat(Soak.verdict(samples))
                .containsExactly(
                        "second quarter and last quarter of the time, medians:",
                        "  heap MiB         100.0 to 100.0, +0 %",
                        "  file handles     115.0 to 135.0, +17 %");
        assertThat(Soak.verdict(samples.subList(0, 3))).containsExactly("too few samples to say what grew");
    }

    @Test
    void prometheusTextIsRead() {
        assertThat(Probe.parse("# HELP a b\n# TYPE a gauge\na 1.5\n\nb_total{source=\"topic:x y\"} 2E3\n"))
                .isEqualTo(Map.of("a", 1.5, "b_total{source=\"topic:x y\"}", 2_000.0));
    }
}
