package org.wardflow.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A version is read as soon as it is there, and reading takes at most half of the time. */
class TurnTest {
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration RUN = Duration.ofMinutes(2);

    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final Turn turn = new Turn(now::get);
    private final List<Duration> delays = new ArrayList<>();
    private Duration reading = Duration.ZERO;

    /** Versions come every so often, and a picture takes so long; nobody looks between two steps. */
    private void run(Duration every, Duration took) {
        long start = now.get();
        long free = start;
        long version = -1;
        boolean inHand = false;
        for (; now.get() - start < RUN.toNanos(); now.addAndGet(STEP.toNanos())) {
            if (inHand && now.get() >= free) {
                turn.end(true);
                inHand = false;
            }
            long newest = (now.get() - start) / every.toNanos();
            if (turn.take(newest)) {
                inHand = true;
                free = now.get() + took.toNanos();
                reading = reading.plus(took);
                if (newest != version) {
                    delays.add(Duration.ofNanos(now.get() - start - newest * every.toNanos()));
                }
                version = newest;
            }
        }
    }

    @Test
    void aVersionThatComesTwiceASecondIsReadAtOnceThoughThatTakesAQuarter() {
        run(Duration.ofMillis(550), Duration.ofMillis(250));
        assertThat(delays)
                .hasSize((int) (RUN.toMillis() / 550) + 1)
                .allSatisfy(delay -> assertThat(delay).isLessThanOrEqualTo(STEP));
    }

    @Test
    void whatTakesLongIsReadForHalfOfTheTime() {
        run(Duration.ofMillis(500), Duration.ofSeconds(3));
        assertThat(reading)
                .isBetween(RUN.multipliedBy(45).dividedBy(100), RUN.dividedBy(2).plus(Turn.SAVED_MAX.multipliedBy(2)));
    }

    @Test
    void aLongRestIsNoLeaveToReadOnAndOn() {
        now.addAndGet(Duration.ofHours(1).toNanos());
        run(Duration.ofMillis(500), Duration.ofSeconds(3));
        assertThat(reading).isLessThanOrEqualTo(RUN.dividedBy(2).plus(Turn.SAVED_MAX.multipliedBy(2)));
    }

    @Test
    void twoPicturesAreNeverCloserThanTheLeastPause() {
        run(Duration.ofMillis(5), Duration.ofMillis(5));
        assertThat(delays.size()).isLessThanOrEqualTo((int) (RUN.toMillis() / Turn.MIN.toMillis()));
    }
}
