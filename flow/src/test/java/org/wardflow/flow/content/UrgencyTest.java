package org.wardflow.flow.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UrgencyTest {
    private static final Urgency.Rule RULE = new Urgency.Rule(85, 95, 240);

    @Test
    void aClosedBedIsNoneToLieIn() {
        assertThat(RULE.urgency(20L, 0, 13, 7L, 0, null)).isEqualTo(Urgency.CALM);
        assertThat(RULE.urgency(20L, 6, 11, 3L, 0, null)).isEqualTo(Urgency.CALM);
        assertThat(RULE.urgency(20L, 6, 13, 1L, 0, null)).isEqualTo(Urgency.WARNING);
        assertThat(RULE.urgency(20L, 6, 14, 0L, 0, null)).isEqualTo(Urgency.CRITICAL);
        assertThat(RULE.urgency(20L, 6, 15, 0L, 0, null)).isEqualTo(Urgency.OVER);
    }

    @Test
    void moreClosedBedsThanThereAreLeaveNone() {
        assertThat(RULE.urgency(2L, 3, 0, 0L, 0, null))
                .as("closed, and nobody waits")
                .isEqualTo(Urgency.CALM);
        assertThat(RULE.urgency(2L, 3, 0, 0L, 1, null)).isEqualTo(Urgency.CRITICAL);
        assertThat(RULE.urgency(2L, 3, 1, 0L, 0, null)).isEqualTo(Urgency.OVER);
        assertThat(RULE.urgency(null, 3, 1, null, 0, null)).isEqualTo(Urgency.UNKNOWN);
    }
}
