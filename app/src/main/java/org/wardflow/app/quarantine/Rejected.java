package org.wardflow.app.quarantine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rejected message and where it lies in bronze.
 *
 * @param sha256 of its payload, in hex: its name in {@code silver.quarantine} and in bronze
 * @param rule the first rule that hit
 * @param detail what the rule stumbled over, as sent
 * @param findings all row rules that hit, between bars
 * @param topic the topic it belongs to
 * @param hospital as sent
 * @param department as sent
 * @param discarded a steward decided that it stays out
 * @param bronze the table
 * @param source where its first copy came from: a log or a file
 * @param partition of a log; null for a file
 * @param offset in the partition, or line of the file from 0
 * @param payload masked or as it was sent, as was asked for
 */
public record Rejected(
        String sha256,
        String rule,
        @Nullable String detail,
        @Nullable String findings,
        String topic,
        @Nullable String hospital,
        @Nullable String department,
        Instant recordedAt,
        boolean discarded,
        String bronze,
        String source,
        @Nullable Integer partition,
        long offset,
        String payload) {
    /** Where it lies in bronze, in words. */
    public String place() {
        return "%s: %s%s, offset %s"
                .formatted(bronze, source, partition == null ? "" : ", partition " + partition, offset);
    }
}
