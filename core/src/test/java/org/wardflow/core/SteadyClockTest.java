package org.wardflow.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration YEARS = Duration.ofDays(3_650);
    private static final Duration SLEEP = Duration.ofHours(9);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final WallHand wall = new WallHand(NOON);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SteadyClock clock = new SteadyClock(wall, nanos::get);

    @Test
    void aClockThatIsYearsAheadForAMomentIsNotBelieved() {
        pass(LOOK);
        wall.pass(YEARS);
        assertThat(clock.instant()).isEqualTo(NOON.plus(LOOK));
        pass(SteadyClock.STANDS.minusNanos(1));
        assertThat(clock.instant())
                .as("time goes on meanwhile")
                .isEqualTo(NOON.plus(LOOK).plus(SteadyClock.STANDS).minusNanos(1));
        wall.pass(YEARS.negated());
        assertThat(clock.instant()).isEqualTo(wall.instant());
        pass(SteadyClock.STANDS);
        wall.pass(YEARS);
        assertThat(clock.instant())
                .as("it is doubted anew")
                .isEqualTo(wall.instant().minus(YEARS));
    }

    @Test
    void afterASleepItIsBelievedOnceItHasGoneOnForTheTimeNamed() {
        wall.pass(SLEEP);
        for (Duration awake = Duration.ZERO; awake.compareTo(SteadyClock.STANDS) < 0; awake = awake.plus(LOOK)) {
            assertThat(clock.instant()).as("after %s", awake).isEqualTo(NOON.plus(awake));
            pass(LOOK);
        }
        assertThat(clock.instant()).isEqualTo(NOON.plus(SLEEP).plus(SteadyClock.STANDS));
        pass(LOOK);
        assertThat(clock.instant()).isEqualTo(wall.instant());
    }

    @Test
    void whatIsWithinTheSlackIsBelievedAtOnceAndNotAnotherStep() {
        wall.pass(SteadyClock.SLACK);
        assertThat(clock.instant()).isEqualTo(NOON.plus(SteadyClock.SLACK));
        wall.pass(SteadyClock.SLACK.plusNanos(1));
        assertThat(clock.instant()).isEqualTo(NOON.plus(SteadyClock.SLACK));
    }

    @Test
    void aClockThatJumpsWhileItIsDoubtedHasToGoOnFromThere() {
        wall.pass(SLEEP);
        assertThat(clock.instant()).isEqualTo(NOON);
        pass(SteadyClock.STANDS.dividedBy(2));
        wall.pass(SLEEP);
        assertThat(clock.instant()).isEqualTo(NOON.plus(SteadyClock.STANDS.dividedBy(2)));
        pass(SteadyClock.STANDS.dividedBy(2));
        assertThat(clock.instant()).isEqualTo(NOON.plus(SteadyClock.STANDS));
        pass(SteadyClock.STANDS.dividedBy(2));
        assertThat(clock.instant()).isEqualTo(wall.instant());
    }

    @Test
    void itGoesBackAtOnce() {
        wall.pass(YEARS.negated());
        assertThat(clock.instant()).isEqualTo(NOON.minus(YEARS));
    }

    @Test
    void aProcessThatWasStoppedButSawTheTimePassGoesOnAtOnce() {
        pass(SLEEP);
        assertThat(clock.instant()).isEqualTo(NOON.plus(SLEEP));
    }

    private void pass(Duration time) {
        wall.pass(time);
        nanos.addAndGet(time.toNanos());
    }

    /** Stands where the test puts it. */
    private static final class WallHand extends Clock {
        private Instant now;

        WallHand(Instant now) {
            this.now = now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
