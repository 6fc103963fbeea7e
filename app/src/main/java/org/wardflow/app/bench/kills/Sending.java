package org.wardflow.app.bench.kills;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.feed.KafkaFeed;
import org.wardflow.core.WallClock;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;

/** Sends what simulated hospitals send, on a thread of its own, at a rate, until told to stop. */
final class Sending {
    private static final Duration STEP = Duration.ofMinutes(1);

    private final Thread thread;
    private volatile boolean stopped;
    private volatile Instant until;
    private volatile @Nullable RuntimeException failure;

    Sending(SimulationSpec spec, KafkaFeed feed, int rate) {
        this.until = spec.start();
        this.thread = new Thread(() -> run(new Simulation(spec), feed, rate), "hospitals");
        thread.start();
    }

    private void run(Simulation simulation, KafkaFeed feed, int rate) {
        long began = WallClock.nanos();
        long sent = 0;
        try {
            while (!stopped) {
                Instant next = until.plus(STEP);
                List<SentMessage> step = simulation.advanceTo(next);
                feed.send(step);
                feed.settle();
                sent += step.size();
                until = next;
                long ahead = began + sent * 1_000_000_000L / rate - WallClock.nanos();
                if (ahead > 0) {
                    TimeUnit.NANOSECONDS.sleep(ahead);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** All messages up to this simulated time are stored. */
    Instant until() {
        return until;
    }

    /** Stops after what it is just sending; throws what made it fail. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}
