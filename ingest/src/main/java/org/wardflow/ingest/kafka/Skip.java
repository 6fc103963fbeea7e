package org.wardflow.ingest.kafka;

import org.wardflow.ingest.kafka.internal.TopicSource;

/**
 * A decision to read a partition on from elsewhere, as bronze keeps it.
 *
 * @param from offset of the next record before
 * @param to offset of the next record since
 * @param at when it was decided, ISO 8601 in UTC
 * @param by who decided
 * @param why the gap that it answers; {@code chosen} without one
 */
public record Skip(String topic, int partition, long from, long to, String at, String by, String why) {
    /** Whether rows of a source, as bronze names it, come from its topic. */
    public boolean isOf(String source) {
        return TopicSource.name(topic).equals(source);
    }
}
