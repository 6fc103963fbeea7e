package org.wardflow.ingest.kafka.internal;

import java.util.Map;
import org.wardflow.ingest.LogMark;

/**
 * Where bronze stands in one topic.
 *
 * @param next by partition, the offset of the next record
 * @param marks by partition, the log that was counted in
 */
public record TopicPosition(Map<Integer, Long> next, Map<Integer, LogMark> marks) {
    public TopicPosition {
        next = Map.copyOf(next);
        marks = Map.copyOf(marks);
    }

    /** The mark of a partition. */
    LogMark mark(int partition) {
        return marks.getOrDefault(partition, new LogMark(null, null));
    }
}
