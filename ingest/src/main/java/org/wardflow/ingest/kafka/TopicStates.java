package org.wardflow.ingest.kafka;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the topics stand.
 *
 * @param partitions that bronze or the brokers know
 * @param without by topic of which nobody knows a partition, why
 */
public record TopicStates(List<PartitionState> partitions, SortedMap<String, Stall.Cause> without) {
    public TopicStates {
        partitions = List.copyOf(partitions);
        without = new TreeMap<>(without);
    }

    /** Of these partitions alone. */
    public static TopicStates of(List<PartitionState> partitions) {
        return new TopicStates(partitions, new TreeMap<>(Map.of()));
    }
}
