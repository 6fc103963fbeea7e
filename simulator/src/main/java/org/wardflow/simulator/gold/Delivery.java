package org.wardflow.simulator.gold;

import java.time.Instant;

/**
 * One payload as it reached the lake.
 *
 * @param payload the bytes as sent; not copied, so not to be changed
 * @param defaultRecordedAt the recorded time that holds if the payload names none (docs/semantics.md §1)
 */
@SuppressWarnings("ArrayRecordComponent") // Copying each payload would double the memory; equality is never asked for.
public record Delivery(byte[] payload, Instant defaultRecordedAt) {}
