package org.wardflow.flow.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeepTest {
    private static final Instant NOW = Instant.parse("2026-03-29T12:00:00Z");

    private final Keep keep = new Keep(Duration.ofDays(7), 100);

    @Test
    void fewCyclesAreKeptForTheWholeTime() {
        assertThat(keep.oldest(NOW, Optional.empty())).isEqualTo(NOW.minus(Duration.ofDays(7)));
        assertThat(keep.oldest(NOW, Optional.of(NOW.minus(Duration.ofDays(9)))))
                .isEqualTo(NOW.minus(Duration.ofDays(7)));
    }

    @Test
    void ofManyTheNewestAreKept() {
        Instant counted = NOW.minus(Duration.ofHours(5));
        assertThat(keep.oldest(NOW, Optional.of(counted))).isEqualTo(counted);
    }

    @Test
    void theLastHourIsKeptHoweverManyTheyAre() {
        assertThat(keep.oldest(NOW, Optional.of(NOW.minusSeconds(90)))).isEqualTo(NOW.minus(Keep.ALWAYS));
    }

    @Test
    void aShorterTimeIsHeeded() {
        Keep brief = new Keep(Duration.ofSeconds(2), 100);
        assertThat(brief.oldest(NOW, Optional.of(NOW.minusSeconds(1)))).isEqualTo(NOW.minusSeconds(2));
        assertThat(brief.oldest(NOW, Optional.empty())).isEqualTo(NOW.minusSeconds(2));
    }

    @Test
    void nothingAtAllIsNoAnswer() {
        assertThatThrownBy(() -> new Keep(Duration.ofDays(1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Keep(Duration.ofSeconds(-1), 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
