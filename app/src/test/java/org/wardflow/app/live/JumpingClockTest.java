package org.wardflow.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.up.Running;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.lake.Manifest;

/** Hours are closed by a clock that is believed, not by one that jumped ahead. */
class JumpingClockTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration YEARS = Duration.ofDays(3_650);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String EVENT = """
            {"patient_id": "a", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}""";

    @TempDir
    Path folder;

    private final SettableClock wall = new SettableClock(NOON);

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

    /** Else nothing before it would be cleaned up for years, and a board that stands still would pass for one of now. */
    @Test
    void whatIsWrittenMeanwhileBearsTheTimeThatIsBelieved() throws Exception {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        Path settings = Files.writeString(Home.settings(home.folder()), "control: {port: 0}\nwarehouse: {mode: off}\n");
        try (Workspace workspace = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), wall)) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT);
            try (Live live = Live.start(workspace, Clock.fixed(NOON, ZoneOffset.UTC), List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                long cycle = newest(workspace).cycle();
                wall.pass(YEARS);
                topic.send(EVENT.replace("\"a\"", "\"b\""));
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(newest(workspace).cycle()).isGreaterThan(cycle);
                assertThat(newest(workspace).at()).isBetween(NOON, NOON.plus(Duration.ofHours(1)));
            }
        }
    }

    private static Manifest newest(Workspace workspace) {
        return workspace.lake().manifests().latest().orElseThrow();
    }
}
