package org.wardflow.app.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.wardflow.app.feed.KafkaFeed;
import org.wardflow.app.live.LiveState;
import org.wardflow.core.WallClock;
import org.wardflow.simulator.Simulation;

/**
 * The simulated hospitals as a source: sends what they send up to a time, moves their clock there once it is stored, and now and then
 * writes how far they got. For one thread; the clock is for all.
 */
final class Hospitals {
    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
    private static final Duration STEP_MAX = Duration.ofDays(1);

    /** Steps whose way to gold is timed; with more under way, the oldest of them still tell how far gold is behind. */
    private static final int STEPS_MAX = 10_000;

    private final Path home;
    private final Simulation simulation;
    private final KafkaFeed feed;
    private final SimulatedClock clock;
    private final Deque<Step> notInGold = new ArrayDeque<>();
    private DemoState state;
    private long written = WallClock.nanos();

    /** What was stored at one time, by {@link WallClock#nanos}. */
    private record Step(long nanos, Map<String, Map<Integer, Long>> ends) {}

    /** Goes on from a state: lets the simulation go there once more, without sending. */
    Hospitals(Path home, DemoState state, KafkaFeed feed, SimulatedClock clock) {
        this.home = home;
        this.state = state;
        this.feed = feed;
        this.clock = clock;
        this.simulation = new Simulation(state.spec());
        Instant time = state.spec().start();
        while (time.isBefore(state.sentUntil())) {
            time = earlier(time.plus(STEP_MAX), state.sentUntil());
            simulation.advanceTo(time);
        }
        clock.set(state.sentUntil());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    DemoState state() {
        return state;
    }

    /** Sends everything up to the time, at most a day of it at once; returns when it is stored. */
    void sendUntil(Instant time) {
        while (state.sentUntil().isBefore(time)) {
            Instant next = earlier(state.sentUntil().plus(STEP_MAX), time);
            long before = feed.stored();
            feed.send(simulation.advanceTo(next));
            feed.settle();
            state = state.sentUntil(next);
            clock.set(next);
            long now = WallClock.nanos();
            if (feed.stored() > before && notInGold.size() < STEPS_MAX) {
                notInGold.add(new Step(now, feed.ends()));
            }
            if (now - written > WRITE_EVERY.toNanos()) {
                write();
            }
        }
    }

    /** Writes how far they got. */
    void write() {
        state.write(home);
        written = WallClock.nanos();
    }

    /** Messages stored since the start of this process. */
    long stored() {
        return feed.stored();
    }

    /** Whether gold shows all that the broker had when this process began, and all that was sent since. */
    boolean areInGold(LiveState live) {
        return covers(live, feed.ends());
    }

    /** How long the oldest message that gold does not show yet has been in the broker; zero if it shows all. */
    Duration behind(LiveState live) {
        while (!notInGold.isEmpty() && covers(live, notInGold.getFirst().ends())) {
            notInGold.removeFirst();
        }
        return notInGold.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(WallClock.nanos() - notInGold.getFirst().nanos());
    }

    private static boolean covers(LiveState live, Map<String, Map<Integer, Long>> ends) {
        for (Map.Entry<String, Map<Integer, Long>> stream : ends.entrySet()) {
            for (Map.Entry<Integer, Long> end : stream.getValue().entrySet()) {
                if (!live.covers(stream.getKey(), end.getKey(), end.getValue())) {
                    return false;
                }
            }
        }
        return true;
    }
}
