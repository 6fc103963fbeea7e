package org.wardflow.app.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wardflow.app.terminal.StopSignals;
import org.wardflow.core.WallClock;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;

/**
 * What was sent to a broker.
 *
 * @param until all messages of the simulation up to this simulated time are stored
 * @param messages stored
 * @param copies of them that were sent twice on purpose
 * @param took real time
 */
public record Feeding(Instant until, long messages, long copies, Duration took) {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration SETTLE_EVERY = Duration.ofMillis(200);

    /**
     * Simulates and sends, until the simulation's end, the limit, or until somebody asks to stop.
     *
     * @param limit in real time; empty for none
     */
    public static Feeding run(
            SimulationSpec spec, KafkaFeed feed, Pace pace, Optional<Duration> limit, StopSignals stop) {
        Simulation simulation = new Simulation(spec);
        long began = WallClock.nanos();
        long deadline =
                began + limit.orElse(Duration.ofDays(SimulationSpec.DAYS_MAX)).toNanos();
        long settled = began;
        long messages = 0;
        long copies = 0;
        Instant time = spec.start();
        while (time.isBefore(spec.end())) {
            Instant next = time.plus(STEP);
            List<SentMessage> step = simulation.advanceTo(next);
            Duration due = pace.due(messages + step.size(), Duration.between(spec.start(), next));
            long pause = began + due.toNanos() - WallClock.nanos();
            if (pause > SETTLE_EVERY.toNanos() || WallClock.nanos() - settled > SETTLE_EVERY.toNanos()) {
                feed.settle();
                settled = WallClock.nanos();
            }
            long left = deadline - WallClock.nanos();
            boolean stopped = pause > 1_000_000 && stop.await(Duration.ofNanos(Math.max(0, Math.min(pause, left))));
            if (stopped || stop.raised() || WallClock.nanos() - deadline >= 0) {
                break;
            }
            feed.send(step);
            messages += step.size();
            copies += step.stream()
                    .filter(message ->
                            message.labels().stream().anyMatch(label -> label.rule() == Rule.EXACT_DUPLICATE))
                    .count();
            time = next;
        }
        feed.settle();
        return new Feeding(time, messages, copies, Duration.ofNanos(WallClock.nanos() - began));
    }
}
