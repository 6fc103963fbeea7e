package org.wardflow.app.bench.age;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.wardflow.lake.TableName;

/** What cycles cost at one age. */
final class Age {
    private final long visits;
    private final long messages;
    private final List<Cost> cycles = new ArrayList<>();
    private final List<Cost> hours = new ArrayList<>();
    private final Map<TableName, List<Cost>> models = new TreeMap<>();

    Age(long visits, long messages) {
        this.visits = visits;
        this.messages = messages;
    }

    void addCycle(Cost cycle) {
        cycles.add(cycle);
    }

    /** What the models cost in another cycle, in which they ran one by one. */
    void addModels(Map<TableName, Cost> costs) {
        costs.forEach((model, cost) ->
                models.computeIfAbsent(model, name -> new ArrayList<>()).add(cost));
    }

    /** A cycle that had an hour to close and no message. */
    void addHour(Cost cycle) {
        hours.add(cycle);
    }

    long visits() {
        return visits;
    }

    long messages() {
        return messages;
    }

    Iterable<TableName> models() {
        return models.keySet();
    }

    /** The median over the cycles of messages. */
    long ofCycle(ToLongFunction<Cost> what) {
        return median(cycles, what);
    }

    /** The median over the cycles that closed an hour. */
    long ofHour(ToLongFunction<Cost> what) {
        return median(hours, what);
    }

    /** The median over the cycles in which each model was alone; 0 if there were none. */
    long of(TableName model, ToLongFunction<Cost> what) {
        return median(models.getOrDefault(model, List.of()), what);
    }

    private static long median(List<Cost> costs, ToLongFunction<Cost> what) {
        long[] sorted = costs.stream().mapToLong(what).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
