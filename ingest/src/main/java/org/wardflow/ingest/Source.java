package org.wardflow.ingest;

import java.util.Map;
import java.util.SortedMap;
import org.wardflow.ingest.internal.Offsets;
import org.wardflow.lake.Snapshot;

/**
 * Something that hands over records in order: a file, or a topic of a log. Used by one thread.
 *
 * <p>A source keeps no state of its own between runs. The position after each batch is committed with the batch's rows, and
 * {@link #seek} puts a new source there, so that a crash neither loses nor doubles a record.
 */
public interface Source extends AutoCloseable {
    /** What its rows carry in the column {@code source}: {@code file:} and the content's SHA-256, with a recorded time given and of an extract {@code @} and the time, {@code topic:} and a name. */
    String name();

    /**
     * Moves to a committed position.
     *
     * @param next by partition (0 for files), the offset of the next record wanted; one that is not named starts at the
     *     earliest there is
     */
    void seek(Map<Integer, Long> next);

    /**
     * Hands over the next records, up to the limits, and says where it stands after them.
     *
     * <p>Throws {@code WardflowException} with INPUT_UNREADABLE, INPUT_HEADER or INPUT_TOO_LARGE; records handed over before
     * that in the same call must not be committed.
     */
    Batch poll(BatchLimits limits, RecordSink sink);

    /** Which log the position after the last poll was counted in, by partition; empty for files. Committed with the position. */
    default Map<Integer, LogMark> marks() {
        return Map.of();
    }

    @Override
    void close();

    /** By source, the next offset of each partition: topics, and files that are not all in. */
    static SortedMap<String, Map<Integer, Long>> positions(Snapshot bronze) {
        return Offsets.of(bronze).bySource();
    }

    /** Takes records in. */
    interface RecordSink {
        /** Takes one record; the next may reuse nothing of it. */
        void accept(SourceRecord sourceRecord);
    }

    /**
     * Where a source stands after a poll.
     *
     * @param records handed over
     * @param bytes of their payloads
     * @param blank lines skipped
     * @param next by partition, the offset that comes next
     * @param finished nothing will ever follow, known with the last record and not a poll later; a topic never finishes
     */
    record Batch(long records, long bytes, long blank, Map<Integer, Long> next, boolean finished) {
        public Batch {
            next = Map.copyOf(next);
        }
    }
}
