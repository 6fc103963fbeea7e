package org.wardflow.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.SourceTimes;

class SilenceTest {
    private static final Instant TEN = Instant.parse("2026-11-01T10:00:00Z");
    private static final String FLOW = "topic:patient-flow";
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final SourceTimes ALLOWED = new SourceTimes(Duration.ZERO, Map.of(FLOW, Duration.ofMinutes(15)));

    private final Silence silence = new Silence(ALLOWED, List.of(), Map.of());
    private Instant now = TEN;

    @Test
    void aSourceIsSilentOnceItHasSaidNothingForLongerThanItMay() {
        Map<String, Instant> heard = Map.of(FLOW, TEN);
        assertThat(look(heard, Set.of(), Duration.ofMinutes(15))).isEmpty();
        Set<Problem> silent = look(heard, Set.of(), STEP);
        assertThat(silent).extracting(Problem::id).containsExactly("silence:topic:patient-flow");
        assertThat(silent).extracting(Problem::since).containsExactly(TEN);
        assertThat(look(Map.of(FLOW, now), Set.of(), STEP)).isEmpty();
    }

    @Test
    void aSourceNeverHeardOrNotLimitedIsNotSilent() {
        assertThat(look(Map.of(), Set.of(), Duration.ofDays(1))).isEmpty();
        assertThat(look(Map.of("departments", TEN), Set.of(), Duration.ofDays(1)))
                .isEmpty();
    }

    @Test
    void timeAsleepOrBeforeTheStartDoesNotCount() {
        Map<String, Instant> heard = Map.of(FLOW, TEN.minus(Duration.ofHours(9)));
        assertThat(look(heard, Set.of(), Duration.ofMinutes(14))).isEmpty();
        now = now.plus(Duration.ofMinutes(10));
        assertThat(look(heard, Set.of(), Duration.ofMinutes(15))).isEmpty();
        assertThat(look(heard, Set.of(), STEP)).hasSize(1);
    }

    @Test
    void timeInWhichTheSourceCouldNotBeReadDoesNotCount() {
        Map<String, Instant> heard = Map.of(FLOW, TEN);
        assertThat(look(heard, Set.of(FLOW), Duration.ofHours(1))).isEmpty();
        assertThat(look(heard, Set.of(), Duration.ofMinutes(15))).isEmpty();
        assertThat(look(heard, Set.of(), STEP.multipliedBy(2))).hasSize(1);
    }

    @Test
    void aSilentSourceStaysSilentThroughSleepARestartAndFailuresUntilItIsHeard() {
        Map<String, Instant> heard = Map.of(FLOW, TEN);
        assertThat(look(heard, Set.of(), Duration.ofMinutes(16))).hasSize(1);
        now = now.plus(Duration.ofHours(8));
        Set<Problem> told = look(heard, Set.of(), Duration.ZERO);
        assertThat(told).hasSize(1);
        assertThat(look(heard, Set.of(FLOW), STEP)).hasSize(1);
        // The commit that brought the last record, all that a new process knows of it, is a little later than the
        // record.
        Map<String, Instant> committed = Map.of(FLOW, TEN.plusSeconds(2));
        Silence restarted = new Silence(ALLOWED, told, committed);
        for (Map<String, Instant> known : List.of(Map.<String, Instant>of(), committed)) {
            assertThat(restarted.look(known, Set.of(), Optional.empty(), now))
                    .extracting(Problem::since)
                    .containsExactly(TEN);
        }
        assertThat(restarted.look(Map.of(FLOW, now), Set.of(), Optional.empty(), now))
                .isEmpty();
    }

    @Test
    void byDefaultOnlyPatientFlowMustNotFallSilent() {
        SourceTimes byDefault = Settings.defaults().value(Settings.NOTICE_SILENCE);
        assertThat(byDefault.of(FLOW)).isEqualTo(Duration.ofMinutes(15));
        assertThat(byDefault.of("departments")).isZero();
    }

    /** Looks every 30 s for so long, as a running pipeline does; what the last look found. */
    private Set<Problem> look(Map<String, Instant> heard, Set<String> failing, Duration time) {
        Set<Problem> found = silence.look(heard, failing, Optional.of(TEN), now);
        for (Instant until = now.plus(time); now.isBefore(until); ) {
            now = now.plus(STEP);
            found = silence.look(heard, failing, Optional.of(TEN), now);
        }
        return found;
    }
}
