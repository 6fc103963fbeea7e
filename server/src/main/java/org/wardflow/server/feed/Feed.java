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
 * @param behindMillis how old the oldest message is that gold does not have yet, or for how long something has kept messages from it, whichever is longer; 0 if it has all
 * @param loading whether it still takes in what was there before: history, or what waited while it was stopped
 * @param loaded the manifest with which that ended: what shows an older one is not yet of now; 0 if nothing was to be loaded
 * @param cycles the newest first, those of earlier processes of the home too
 * @param written by model, what its cycles wrote since the process started
 * @param failures what did not work: what goes on first, then what ended last, then those of earlier processes; as many as are kept
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
        List<Trouble> troubles,
        List<Written> written,
        List<Failure> failures) {
    public Feed {
        written = List.copyOf(written);
        failures = List.copyOf(failures);
        streams = List.copyOf(streams);
        cycles = List.copyOf(cycles);
        troubles = List.copyOf(troubles);
    }

    /** Of a pipeline that has written nothing yet, and in which nothing has failed. */
    public Feed(
            Instant at,
            String phase,
            long manifest,
            long behindMillis,
            boolean loading,
            long loaded,
            List<Stream> streams,
            List<Cycle> cycles,
            List<Trouble> troubles) {
        this(at, phase, manifest, behindMillis, loading, loaded, streams, cycles, troubles, List.of(), List.of());
    }

    /** Of a pipeline that runs, and of which nothing else is told. */
    public static Feed running(Instant at, long manifest, long behindMillis) {
        return new Feed(at, "running", manifest, behindMillis, false, 0, List.of(), List.of(), List.of());
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
     * @param earlierProcess when the process started that ran it; null if it was this one
     */
    public record Cycle(
            long manifest,
            Instant ended,
            long tookMillis,
            long rows,
            Map<String, Long> models,
            @Nullable Instant earlierProcess) {
        public Cycle {
            models = Map.copyOf(models);
        }
    }

    /** Something that does not work. */
    public record Trouble(Instant since, String what, String safe, String fix) {}

    /**
     * The rows that a model wrote.
     *
     * @param manifest of the last cycle that ran it
     * @param added by that cycle: rows that are new or changed
     * @param removed by that cycle: rows that are gone or changed
     * @param addedInAll since the process started
     * @param removedInAll since the process started
     */
    public record Written(String table, long manifest, long added, long removed, long addedInAll, long removedInAll) {}

    /**
     * Something that does not work, or did not.
     *
     * @param until null while it goes on, or if the process ended before it did
     * @param kind model, source, silence, cycle, warehouse or notice
     * @param subject the model, source or part
     * @param earlierProcess when the process started that had it; null if it is this one
     */
    public record Failure(
            Instant since,
            @Nullable Instant until,
            String kind,
            String subject,
            String what,
            @Nullable Instant earlierProcess) {
        /** Of this process. */
        public Failure(Instant since, @Nullable Instant until, String kind, String subject, String what) {
            this(since, until, kind, subject, what, null);
        }
    }

    /** A table, and what it is made from. */
    public record Node(String table, String kind, List<String> inputs) {
        public Node {
            inputs = List.copyOf(inputs);
        }
    }
}
