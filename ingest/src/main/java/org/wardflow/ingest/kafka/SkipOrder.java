package org.wardflow.ingest.kafka;

import java.util.OptionalLong;

/**
 * A wish to read a partition on from elsewhere.
 *
 * @param to offset of the next record; empty for the oldest that was never taken in
 */
public record SkipOrder(String topic, int partition, OptionalLong to) {}
