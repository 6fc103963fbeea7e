package org.wardflow.app.verify;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.simulator.gold.Delivery;

/**
 * What was sent to one topic beside the rows of its bronze table, message by message. A message without an effect on gold is missed here
 * and nowhere else.
 *
 * @param lost messages that are in bronze less often than they were sent
 * @param doubled rows that were taken in twice: one message at one place of its log or file
 * @param copies messages that lie at more places than they were sent to
 * @param foreign messages that were never sent
 */
record Balance(long lost, long doubled, List<Surplus> copies, List<Surplus> foreign) {

    /** A message of bronze: how often it is there beyond what was sent. */
    record Surplus(String sha256, Instant recordedAt, long rows) {}

    /** Half a digest: enough to tell messages apart, and a fifth of the memory of its text. */
    private record Digest(long high, long low) {
        static Digest of(byte[] sha256) {
            ByteBuffer bytes = ByteBuffer.wrap(sha256);
            return new Digest(bytes.getLong(), bytes.getLong());
        }
    }

    Balance {
        copies = List.copyOf(copies);
        foreign = List.copyOf(foreign);
    }

    /**
     * Counts both.
     *
     * @param table of bronze
     * @param sent read once
     */
    static Balance of(Reader reader, String table, Iterable<Delivery> sent) {
        Map<Digest, Integer> left = new HashMap<>();
        sent.forEach(delivery -> left.merge(Digest.of(Sha256.digest().digest(delivery.payload())), 1, Integer::sum));
        List<Surplus> copies = new ArrayList<>();
        List<Surplus> foreign = new ArrayList<>();
        long[] lostAndDoubled = new long[2];
        reader.query("""
                select payload_sha256, min(recorded_ts), count(*), cast(sum(times - 1) as bigint)
                from (
                    select payload_sha256, min(default_recorded_ts) as recorded_ts, count(*) as times
                    from %s
                    group by payload_sha256, source, source_partition, source_offset)
                group by payload_sha256""".formatted(table), KnownAt.now(), row -> {
            String sha256 = String.valueOf(row.get(0));
            Instant recordedAt = row.get(1) instanceof Instant instant ? instant : Instant.EPOCH;
            Integer times = left.remove(Digest.of(HexFormat.of().parseHex(sha256)));
            long surplus = number(row.get(2)) - (times == null ? 0 : times);
            lostAndDoubled[0] += Math.max(0, -surplus);
            lostAndDoubled[1] += number(row.get(3));
            if (surplus > 0) {
                (times == null ? foreign : copies).add(new Surplus(sha256, recordedAt, surplus));
            }
        });
        long lost = left.values().stream().mapToLong(Integer::longValue).sum() + lostAndDoubled[0];
        return new Balance(lost, lostAndDoubled[1], copies, foreign);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** How many messages these are. */
    static long rows(List<Surplus> surpluses) {
        return surpluses.stream().mapToLong(Surplus::rows).sum();
    }
}
