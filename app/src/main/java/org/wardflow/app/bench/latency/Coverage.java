package org.wardflow.app.bench.latency;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.wardflow.app.live.LiveState;
import org.wardflow.lake.TableName;

/** What the live thread told: when which offsets came to be in gold, and what each cycle took. Safe for all threads. */
final class Coverage implements Consumer<LiveState> {
    private final Map<String, Map<Integer, List<Step>>> steps = new TreeMap<>();
    private final List<LiveState.Cycle> cycles = new ArrayList<>();
    private long cyclesSeen = -1;

    /**
     * A manifest covers what came before an offset.
     *
     * @param at just after it was written
     */
    record Step(Instant at, long before) {}

    /**
     * The cycles of a time.
     *
     * @param models time by model, over all cycles
     * @param lengths of each, in milliseconds
     * @param medians of the cycles that ended in each whole minute, in milliseconds; 0 for a minute without any
     */
    record Budget(
            int cycles,
            long rows,
            Duration took,
            Map<TableName, Duration> models,
            Latencies lengths,
            List<Integer> medians) {}

    @Override
    public synchronized void accept(LiveState state) {
        boolean cycled = state.cycles() != cyclesSeen && state.lastCycle().isPresent();
        cyclesSeen = state.cycles();
        if (cycled) {
            state.lastCycle().ifPresent(cycles::add);
        }
        covered(cycled ? state.lastCycle().orElseThrow().ended() : state.at(), state.inGold());
    }

    /** From an instant on, what came before these offsets is there. */
    synchronized void covered(Instant at, Map<String, Map<Integer, Long>> before) {
        before.forEach((stream, partitions) -> partitions.forEach((partition, offset) -> {
            List<Step> known = steps.computeIfAbsent(stream, name -> new TreeMap<>())
                    .computeIfAbsent(partition, number -> new ArrayList<>());
            if (known.isEmpty() || known.get(known.size() - 1).before() < offset) {
                known.add(new Step(at, offset));
            }
        }));
    }

    /** The steps of one partition, in order. */
    synchronized List<Step> of(String stream, int partition) {
        return List.copyOf(steps.getOrDefault(stream, Map.of()).getOrDefault(partition, List.of()));
    }

    /** The cycles that ended in a time. */
    synchronized Budget between(Instant from, Instant to) {
        int count = 0;
        long rows = 0;
        Duration took = Duration.ZERO;
        Map<TableName, Duration> models = new TreeMap<>();
        Latencies lengths = new Latencies();
        List<Latencies> minutes = new ArrayList<>();
        for (long minute = 0; minute < Duration.between(from, to).toMinutes(); minute++) {
            minutes.add(new Latencies());
        }
        for (LiveState.Cycle cycle : cycles) {
            if (!cycle.ended().isBefore(from) && cycle.ended().isBefore(to)) {
                count++;
                rows += cycle.rows();
                took = took.plus(cycle.took());
                cycle.models().forEach((model, time) -> models.merge(model, time, Duration::plus));
                lengths.add(cycle.took().toMillis());
                long minute = Duration.between(from, cycle.ended()).toMinutes();
                if (minute < minutes.size()) {
                    minutes.get((int) minute).add(cycle.took().toMillis());
                }
            }
        }
        List<Integer> medians = minutes.stream().map(minute -> minute.at(0.5)).toList();
        return new Budget(count, rows, took, models, lengths, medians);
    }
}
