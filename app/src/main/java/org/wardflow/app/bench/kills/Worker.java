package org.wardflow.app.bench.kills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogManager;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;

/**
 * A process with the live pipeline of {@code up} over a home and a broker. It says {@code gold} when the first cycle's manifest is
 * written; a byte on its standard input lets it drain, stop and say {@code drained}.
 */
public final class Worker {
    private static final Duration DRAIN_MAX = Duration.ofMinutes(5);

    private Worker() {}

    /** Arguments: home, brokers, the time up to which hours are closed. */
    public static void main(String[] arguments) throws IOException {
        // Kafka's client tells of itself; here only the outcome matters.
        LogManager.getLogManager().reset();
        Clock clock = WallClock.utc();
        Home home = Home.openOrCreate(Path.of(arguments[0]), clock);
        try (Workspace workspace = Workspace.forWriting(home, Settings.defaults(), clock)) {
            Live live = Live.start(
                    workspace,
                    Clock.fixed(Instant.parse(arguments[2]), ZoneOffset.UTC),
                    List.of(KafkaSource.opener(
                            () -> workspace.engine().open(),
                            new KafkaSettings(arguments[1], Map.of()),
                            workspace.payloads(),
                            KafkaSource.LIMITS,
                            clock)));
            AtomicBoolean told = new AtomicBoolean();
            live.listen(state -> {
                if (state.cycles() > 0 && state.lastCycle().isPresent() && told.compareAndSet(false, true)) {
                    say("gold");
                }
            });
            int asked = System.in.read();
            if (asked >= 0) {
                boolean covered = live.drain(DRAIN_MAX).covered();
                boolean ended = live.stop(DRAIN_MAX);
                say(covered && ended ? "drained" : "not drained");
            }
        }
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }
}
