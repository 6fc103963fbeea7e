package org.wardflow.app.bench.latency;

import java.util.Arrays;
import org.wardflow.app.terminal.Cells;

/** Latencies in milliseconds, and how many records have none because they never arrived. */
final class Latencies {
    private int[] millis = new int[1 << 16];
    private int count;
    private long missed;
    private boolean sorted = true;

    void add(long latency) {
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, 2 * count);
        }
        millis[count++] = Math.toIntExact(latency);
        sorted = false;
    }

    void miss(long records) {
        missed += records;
    }

    int count() {
        return count;
    }

    long missed() {
        return missed;
    }

    /** What a share of the records does not exceed; records that never arrived count as the longest. */
    int at(double share) {
        if (count == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(millis, 0, count);
            sorted = true;
        }
        int rank = (int) Math.ceil(share * (count + missed)) - 1;
        return millis[Math.min(count - 1, Math.max(0, rank))];
    }

    @Override
    public String toString() {
        return "p50 %s ms, p90 %s ms, p99 %s ms, max %s ms, of %s records%s"
                .formatted(
                        Cells.count(at(0.5)),
                        Cells.count(at(0.9)),
                        Cells.count(at(0.99)),
                        Cells.count(at(1)),
                        Cells.count(count),
                        missed == 0 ? "" : "; " + Cells.count(missed) + " never arrived");
    }
}
