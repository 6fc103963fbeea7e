package org.wardflow.ingest.kafka;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a partition of a topic stands.
 *
 * @param next offset of the next record to commit; empty if the partition was not begun
 * @param end of the log at the last look; empty if nobody could look
 * @param withheld offsets before that end which transactions that are open keep from being read
 * @param gap why it stands still, if it does
 * @param stall why nothing comes of it all the same, if so
 */
public record PartitionState(
        String topic,
        int partition,
        OptionalLong next,
        OptionalLong end,
        long withheld,
        Optional<Gap> gap,
        Optional<Stall> stall) {
    /** One that nobody could look at. */
    public static PartitionState unseen(String topic, int partition, OptionalLong next, Optional<Stall> stall) {
        return new PartitionState(topic, partition, next, OptionalLong.empty(), 0, Optional.empty(), stall);
    }

    /** Records that are in the log and not in bronze; empty where that is not known. */
    public OptionalLong lag() {
        boolean known = stall.map(Stall::cause)
                .filter(cause -> cause != Stall.Cause.OPEN_TRANSACTION)
                .isEmpty();
        return end.isPresent() && gap.isEmpty() && known
                ? OptionalLong.of(Math.max(0, end.getAsLong() - next.orElse(0)))
                : OptionalLong.empty();
    }
}
