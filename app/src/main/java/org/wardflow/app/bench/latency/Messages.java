package org.wardflow.app.bench.latency;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;

/** The messages of seven hospitals with the standard dirt, simulated ahead by a thread of its own, without end. */
final class Messages {
    private static final int AHEAD = 20_000;
    private static final long SEED = 42;

    private final Simulation simulation;
    private final BlockingQueue<SentMessage> ahead = new ArrayBlockingQueue<>(AHEAD);

    private Messages(Simulation simulation) {
        this.simulation = simulation;
    }

    static SimulationSpec spec(Instant start) {
        return new SimulationSpec(SimulationSpec.HOSPITALS_MAX, 1, SEED, start, Dirt.standard());
    }

    /** Begins so many messages after the start. */
    static Messages from(Instant start, long skip) {
        Messages messages = new Messages(new Simulation(spec(start)));
        Thread thread = new Thread(() -> messages.simulate(skip), "messages");
        thread.setDaemon(true);
        thread.start();
        return messages;
    }

    private void simulate(long skip) {
        long left = skip;
        try {
            for (Instant to = simulation.spec().start(); ; to = to.plus(Duration.ofHours(1))) {
                for (SentMessage message : simulation.advanceTo(to)) {
                    if (left-- <= 0) {
                        ahead.put(message);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    SentMessage next() throws InterruptedException {
        return ahead.take();
    }
}
