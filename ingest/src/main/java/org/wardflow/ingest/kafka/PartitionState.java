package org.wardflow.ingest.kafka;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a partition of a topic stands.
 *
 * @param next offset of the next record to commit; empty if the partition was not begun
 * @param end of the log at the last look; empty if nobody could look
 * @param gap why it stands still, if it does
 */
public record PartitionState(String topic, int partition, OptionalLong next, OptionalLong end, Optional<Gap> gap) {
    /** Records that are in the log and not in bronze; empty where that is not known. */
    public OptionalLong lag() {
        return end.isPresent() && gap.isEmpty()
                ? OptionalLong.of(Math.max(0, end.getAsLong() - next.orElse(0)))
                : OptionalLong.empty();
    }
}
