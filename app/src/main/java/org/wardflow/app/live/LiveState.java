package org.wardflow.app.live;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardflow.app.notice.Problem;
import org.wardflow.lake.TableName;

/**
 * What the running system knew of itself at one moment. It holds counts, times, positions and names, and no patient value.
 *
 * @param at by the machine's clock
 * @param started by the machine's clock
 * @param hoursAt by the clock that closes hours: the machine's, or a simulator's
 * @param closedUpTo the end of the last hour that is closed; empty if none is
 * @param manifest of the newest cycle; 0 if there is none
 * @param cycles run since the start
 * @param lastCycle the last one that ended with a manifest
 * @param sources by name
 * @param inGold by stream and partition, the offset before which everything is in gold
 * @param oldestPending when the source got the oldest record that is in bronze but not yet in gold
 * @param written by model, those that wrote since the start
 * @param problems of now, by id
 */
public record LiveState(
        Phase phase,
        Instant at,
        Instant started,
        Instant hoursAt,
        Optional<Instant> closedUpTo,
        long manifest,
        long cycles,
        Optional<Cycle> lastCycle,
        List<Source> sources,
        Map<String, Map<Integer, Long>> inGold,
        Optional<Instant> oldestPending,
        Optional<Instant> newestPending,
        SortedMap<TableName, Written> written,
        List<Problem> problems) {

    /** What the live thread does. */
    public enum Phase {
        /** Sources are read and cycles run. */
        RUNNING,
        /** The cycle as a whole failed; it is tried again after a pause. */
        PAUSED,
        /** It was told to stop, and has. */
        STOPPED,
        /** It cannot go on, and the process should end. */
        FAILED
    }

    /**
     * One cycle.
     *
     * @param ended by the machine's clock
     * @param took from the first poll that gave rows to the manifest, without the poll
     * @param rows that it brought from bronze
     * @param oldest from when the source got the oldest record of the cycle to the manifest; zero if it had none
     * @param newest the same of the newest record
     * @param models how long each model took
     */
    public record Cycle(
            Instant ended,
            Duration took,
            long rows,
            Duration oldest,
            Duration newest,
            SortedMap<TableName, Duration> models) {
        public Cycle {
            models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
        }
    }

    /**
     * One stream of records.
     *
     * @param name {@code topic:} and a name, {@code files:} and a kind
     * @param rows since the start
     * @param bytes since the start
     * @param rate10 rows a second over the last 10 seconds
     * @param rate60 rows a second over the last minute
     * @param lag records that wait at the source, as far as is known
     * @param isLagKnown false while the source cannot be asked
     * @param lastRecord when the source got the last record taken in; empty if none came since the start
     */
    public record Source(
            String name,
            long rows,
            long bytes,
            double rate10,
            double rate60,
            long lag,
            boolean isLagKnown,
            Optional<Instant> lastRecord) {}

    /**
     * The rows that a model wrote. What is written while the live thread lends the pipeline out, as for a replay, is not counted.
     *
     * @param manifest of the last cycle that ran it
     * @param added by that cycle: rows that are new or changed
     * @param removed by that cycle: rows that are gone or changed
     * @param addedInAll since the start
     * @param removedInAll since the start
     */
    public record Written(long manifest, long added, long removed, long addedInAll, long removedInAll) {}

    public LiveState {
        written = Collections.unmodifiableSortedMap(new TreeMap<>(written));
        sources = List.copyOf(sources);
        inGold = Map.copyOf(inGold);
        problems = List.copyOf(problems);
    }

    /** How far gold is behind what was taken in: the age of the oldest record that is not in gold; zero if all are. */
    public Duration goldAge(Instant now) {
        return oldestPending
                .map(oldest -> Duration.between(oldest, now))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    /** What a partition that stands still is called as the subject of a problem. */
    public static String partition(String stream, int partition) {
        return stream + " partition " + partition;
    }

    /**
     * Whether gold has everything of a partition before an offset. Of one that stands still that is not known: where its topic was
     * made anew, offsets that gold has are those of other records.
     */
    public boolean covers(String stream, int partition, long offset) {
        return inGold.getOrDefault(stream, Map.of()).getOrDefault(partition, 0L) >= offset
                && problems.stream()
                        .noneMatch(problem -> problem.kind() == Problem.Kind.SOURCE
                                && problem.subject().equals(partition(stream, partition)));
    }
}
