package org.wardflow.server.feed;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the running pipeline knew of itself at one moment: counts, times and names, no patient value.
 *
 * @param at by the machine's clock
 * @param phase running, paused, stopped or failed
 * @param manifest of the newest cycle
 * @param behindMillis how old the oldest message is that gold does not have yet; 0 if it has all
 * @param loading whether it still takes in what was there before: history, or what waited while it was stopped
 * @param loaded the manifest with which that ended: what shows an older one is not yet of now; 0 if nothing was to be loaded
 * @param cycles the newest first
 */
public record Feed(
        Instant at,
        String phase,
        long manifest,
        long behindMillis,
        boolean loading,
        long loaded,
        List<Stream> streams,
        List<Cycle> cycles,
        List<Trouble> troubles) {
    public Feed {
        streams = List.copyOf(streams);
        cycles = List.copyOf(cycles);
        troubles = List.copyOf(troubles);
    }

    /** Where messages come from. */
    public record Stream(
            String name,
            long rows,
            double rate,
            long lag,
            @Nullable Instant lastRecord) {}

    /**
     * One cycle.
     *
     * @param models how long each took, in milliseconds
     */
    public record Cycle(long manifest, Instant ended, long tookMillis, long rows, Map<String, Long> models) {
        public Cycle {
            models = Map.copyOf(models);
        }
    }

    /** Something that does not work. */
    public record Trouble(Instant since, String what, String safe, String fix) {}

    /** A table, and what it is made from. */
    public record Node(String table, String kind, List<String> inputs) {
        public Node {
            inputs = List.copyOf(inputs);
        }
    }
}
