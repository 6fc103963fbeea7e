package org.wardflow.ingest.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.wardflow.ingest.LogMark;
import org.wardflow.ingest.kafka.Stall;

class StallsTest {
    private static final Instant THEN = Instant.parse("2026-11-01T00:00:00Z");
    private static final TopicPartition KEY = new TopicPartition("t", 0);

    private final Stalls stalls = new Stalls();

    @Test
    void aPartitionThatNoLookFindsSaysWhyAndSinceWhen() {
        absent(look(Set.of("t"), Set.of()), THEN);
        assertStalled(Stall.Cause.NO_TOPIC, THEN);
        absent(look(Set.of("t"), Set.of()), THEN.plusSeconds(9));
        assertStalled(Stall.Cause.NO_TOPIC, THEN);
        absent(look(Set.of(), Set.of(KEY)), THEN.plusSeconds(10));
        assertStalled(Stall.Cause.NO_LEADER, THEN.plusSeconds(10));
        absent(look(Set.of(), Set.of()), THEN.plusSeconds(20));
        assertStalled(Stall.Cause.NO_PARTITION, THEN.plusSeconds(20));
        absent(new Look(Map.of(KEY, new LogRange("a", 0, 5)), Map.of(), Set.of(), Set.of()), THEN.plusSeconds(30));
        assertThat(stalls.of(KEY)).isEmpty();
    }

    @Test
    void aPartitionWithoutALeaderIsKnownThoughNobodyEverReadIt() {
        stalls.seen(look(Set.of(), Set.of(KEY)), Set.of(), Map.of(), THEN);
        assertStalled(Stall.Cause.NO_LEADER, THEN);
        stalls.seen(look(Set.of(), Set.of()), Set.of(), Map.of(), THEN);
        assertThat(stalls.partitions()).isEmpty();
    }

    @Test
    void aTransactionCountsForAsLongAsTheSameOneIsOpen() {
        LogRange held = new LogRange("a", 0, 5, 8);
        open(held, 5, THEN);
        assertStalled(Stall.Cause.OPEN_TRANSACTION, THEN);
        open(held, 5, THEN.plusSeconds(9));
        assertStalled(Stall.Cause.OPEN_TRANSACTION, THEN);
        LogRange later = new LogRange("a", 0, 7, 8);
        open(later, 7, THEN.plusSeconds(10));
        assertStalled(Stall.Cause.OPEN_TRANSACTION, THEN.plusSeconds(10));
        open(later, 6, THEN.plusSeconds(20));
        assertThat(stalls.of(KEY)).isEmpty();
        open(new LogRange("a", 0, 8), 8, THEN.plusSeconds(20));
        assertThat(stalls.of(KEY)).isEmpty();
    }

    @Test
    void eachIsToldAfterItsLimit() {
        for (Stall.Cause cause : Stall.Cause.values()) {
            Duration limit = cause == Stall.Cause.OPEN_TRANSACTION ? Stall.TRANSACTION_MAX : Stall.ABSENT_MAX;
            Stall stall = new Stall(cause, THEN);
            assertThat(stall.isTold(THEN.plus(limit))).isFalse();
            assertThat(stall.isTold(THEN.plus(limit).plusMillis(1)))
                    .as("%s", cause)
                    .isEqualTo(cause != Stall.Cause.NOT_ALLOWED);
        }
    }

    @Test
    void aRefusedTopicIsTriedBetweenTwoLooks() {
        Refusals refusals = new Refusals();
        refusals.refused(List.of("t"), "No");
        assertThat(refusals.mayBeRead("t")).isFalse();
        assertThat(refusals.mayBeRead("u")).isTrue();
        refusals.looked();
        assertThat(refusals.mayBeRead("t")).isTrue();
        assertThat(refusals.troubles()).containsOnlyKeys("t");
        refusals.refused(List.of("t"), "No");
        refusals.looked();
        assertThat(refusals.troubles()).containsOnlyKeys("t");
        refusals.looked();
        assertThat(refusals.troubles()).isEmpty();
    }

    private void absent(Look look, Instant now) {
        stalls.seen(look, Set.of(), Map.of(KEY, Optional.empty()), now);
    }

    private void open(LogRange range, long next, Instant now) {
        PartitionLog log = new PartitionLog(KEY, next, new LogMark("a", null), range);
        Look look = new Look(Map.of(KEY, range), Map.of(), Set.of(), Set.of());
        stalls.seen(look, Set.of(), Map.of(KEY, Optional.of(log)), now);
    }

    private static Look look(Set<String> missing, Set<TopicPartition> leaderless) {
        return new Look(Map.of(), Map.of(), missing, leaderless);
    }

    private void assertStalled(Stall.Cause cause, Instant since) {
        assertThat(stalls.of(KEY)).contains(new Stall(cause, since));
    }
}
