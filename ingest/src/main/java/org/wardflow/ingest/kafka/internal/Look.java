package org.wardflow.ingest.kafka.internal;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What there was at one moment.
 *
 * @param partitions of the topics that exist and could be looked at
 * @param troubles by topic, the client's error for those that exist and could not
 * @param missing topics that do not exist
 * @param leaderless partitions of topics that exist, and no broker could be asked about
 */
public record Look(
        Map<TopicPartition, LogRange> partitions,
        Map<String, String> troubles,
        Set<String> missing,
        Set<TopicPartition> leaderless) {
    public Look {
        partitions = Map.copyOf(partitions);
        troubles = Map.copyOf(new TreeMap<>(troubles));
        missing = Set.copyOf(missing);
        leaderless = Set.copyOf(leaderless);
    }
}
