package org.wardflow.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.up.Running;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;

class SteadyClockTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration YEARS = Duration.ofDays(3_650);
    private static final Duration SLEEP = Duration.ofHours(9);
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String EVENT = """
            {"patient_id": "a", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}""";

    @TempDir
    Path folder;

    private final SettableClock wall = new SettableClock(NOON);
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

    @Test
    void theRunningProcessClosesNoHoursOfAYearThatTheClockShowsForAMoment() throws Exception {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        Path settings = Files.writeString(Home.settings(home.folder()), "control: {port: 0}\nwarehouse: {mode: off}\n");
        try (Workspace workspace = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), wall)) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT);
            try (Live before = Live.start(workspace, wall, List.of(topic))) {
                assertThat(before.drain(SOON).covered()).isTrue();
            }
            Running running = new Running(workspace, false, () -> {});
            try {
                Live live = running.live();
                assertThat(live.await(state -> state.closedUpTo().equals(Optional.of(NOON)), SOON))
                        .isTrue();
                wall.pass(YEARS);
                // Between two states in which nothing happens it has looked at the hours.
                CountDownLatch states = new CountDownLatch(3);
                live.listen(state -> states.countDown());
                assertThat(states.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
                wall.pass(YEARS.negated());
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(live.state().closedUpTo()).contains(NOON);
            } finally {
                assertThat(running.stop(SOON)).isTrue();
            }
        }
    }

    private void pass(Duration time) {
        wall.pass(time);
        nanos.addAndGet(time.toNanos());
    }
}
