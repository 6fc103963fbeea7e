package org.wardflow.ingest.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wardflow.ingest.LogMark;
import org.wardflow.ingest.kafka.Gap;
import org.wardflow.ingest.kafka.Skip;

class GapsTest {
    @Test
    void aPositionFromTheOldestRecordToTheEndHasNoGap() {
        assertThat(find(10, "a", "a", 10, 20)).isEmpty();
        assertThat(find(20, "a", "a", 10, 20)).isEmpty();
        assertThat(find(9, "a", "a", 10, 20)).contains(gap(Gap.Cause.TRIMMED, 9, 10));
    }

    @Test
    void aLogThatWasCutNobodyKnowsWhereIsReadAgainFromItsOldestRecord() {
        assertThat(find(21, "a", "a", 10, 20)).contains(gap(Gap.Cause.CUT, 21, 10));
        Gap gap = Gaps.lacking("t", 0, 15, new LogMark("a", 3), new LogRange("a", 10, 20), Optional.empty());
        assertThat(gap).isEqualTo(gap(Gap.Cause.CUT, 15, 10));
        assertThat(gap.problem())
                .hasMessageContaining("up to 5 offsets that were read are gone from it; what it holds is read again");
    }

    @Test
    void anotherTopicOfThatNameIsAGapWhereverItsLogEnds() {
        assertThat(find(15, "a", "b", 10, 20)).contains(gap(Gap.Cause.CREATED_ANEW, 15, 10));
        assertThat(find(99, "a", "b", 10, 20)).contains(gap(Gap.Cause.CREATED_ANEW, 99, 10));
    }

    @Test
    void aBrokerThatGivesTopicsNoIdIsTrustedWithTheirNames() {
        assertThat(find(15, "a", null, 10, 20)).isEmpty();
        assertThat(find(15, null, "b", 10, 20)).isEmpty();
    }

    @Test
    void aLogThatWasCutAndWrittenOnGoesOnWhereItDiffers() {
        Gap gap = Gaps.lacking("t", 0, 15, new LogMark("a", 3), new LogRange("a", 10, 20), Optional.of(12L));
        assertThat(gap).isEqualTo(gap(Gap.Cause.CUT, 15, 12));
        assertThat(gap.size()).isEqualTo(3);
        assertThat(gap.problem()).hasMessageContaining("the last 3 offsets that were read are gone");
    }

    @Test
    void theNewestSkipsAreRememberedUpToTheLimit() {
        List<Skip> many = new ArrayList<>();
        for (int i = 0; i <= Skips.KEPT_MAX; i++) {
            many.add(new Skip("t", 0, i, i + 1, "2026-11-01T00:00:00Z", "me", "chosen"));
        }
        assertThat(new Skips(many.subList(0, Skips.KEPT_MAX)).all()).hasSize(Skips.KEPT_MAX);
        assertThat(new Skips(many).all()).hasSize(Skips.KEPT_MAX).first().isEqualTo(many.get(1));
    }

    private static Optional<Gap> find(
            long wanted, @Nullable String before, @Nullable String now, long oldest, long end) {
        return Gaps.find("t", 0, wanted, new LogMark(before, null), new LogRange(now, oldest, end));
    }

    private static Gap gap(Gap.Cause cause, long wanted, long resume) {
        return new Gap("t", 0, cause, wanted, 10, 20, resume);
    }
}
