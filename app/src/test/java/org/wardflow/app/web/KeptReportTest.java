package org.wardflow.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wardflow.server.feed.Reports;

class KeptReportTest {
    private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long nanos;
    private int made;
    private Duration takes = Duration.ofSeconds(2);
    private boolean fails;
    private final KeptReport kept =
            new KeptReport("report", this::make, waiting::add, Clock.fixed(TEN, ZoneOffset.UTC), () -> nanos);

    private Reports.Report make() {
        nanos += takes.toNanos();
        if (fails) {
            throw new IllegalStateException("patient 4711");
        }
        return new Reports.Report(++made, 1, "body " + made);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private Optional<Object> shown() {
        return kept.latest().report().map(Reports.Report::body);
    }

    @Test
    void whoAsksDoesNotWaitAndManyWhoAskMakeOneReport() {
        for (int i = 0; i < 5; i++) {
            assertThat(shown()).isEmpty();
        }
        assertThat(waiting).hasSize(1);
        waiting.remove().run();

        assertThat(shown()).contains("body 1");
        assertThat(kept.latest().madeAt()).contains(TEN);
        assertThat(waiting).isEmpty();
    }

    @Test
    void itIsMadeAnewAtMostOnceAMinuteAndOnlyWhenSomebodyAsks() {
        assertThat(shown()).isEmpty();
        waiting.remove().run();
        pass(KeptReport.EVERY.minusNanos(1));
        assertThat(shown()).contains("body 1");
        assertThat(waiting).as("within the minute").isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(waiting).as("nobody asked").isEmpty();
        assertThat(shown()).as("the old one, at once").contains("body 1");
        waiting.remove().run();
        assertThat(shown()).contains("body 2");
    }

    @Test
    void oneThatTakesLongIsMadeMoreSeldom() {
        takes = Duration.ofMinutes(3);
        assertThat(shown()).isEmpty();
        waiting.remove().run();
        pass(Duration.ofMinutes(3 * KeptReport.REST).minusNanos(1));
        assertThat(shown()).contains("body 1");
        assertThat(waiting).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(shown()).contains("body 1");
        assertThat(waiting).hasSize(1);
    }

    @Test
    void aFailureIsToldWithoutItsTextAndTheLastOneStays() {
        assertThat(shown()).isEmpty();
        waiting.remove().run();
        fails = true;
        pass(KeptReport.EVERY);
        assertThat(shown()).contains("body 1");
        waiting.remove().run();

        assertThat(kept.latest().problem().orElseThrow()).contains("unexpected").doesNotContain("4711");
        assertThat(shown()).contains("body 1");
        fails = false;
        pass(KeptReport.EVERY);
        assertThat(shown()).contains("body 1");
        waiting.remove().run();
        assertThat(kept.latest().problem()).isEmpty();
        assertThat(shown()).contains("body 2");
    }
}
