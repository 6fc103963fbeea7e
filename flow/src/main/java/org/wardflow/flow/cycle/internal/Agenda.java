package org.wardflow.flow.cycle.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelGraph;
import org.wardflow.lake.TableName;

/** Which model comes next: one whose inputs are done, the one that begins the chain of models which takes longest first. */
final class Agenda {
    private final ModelGraph graph;
    private final Map<TableName, Integer> waitingFor = new HashMap<>();
    private final PriorityQueue<Model> ready;
    private int left;

    /** @param pace how long each model takes */
    Agenda(ModelGraph graph, Pace pace) {
        this.graph = graph;
        Map<TableName, Long> chains = chains(graph, pace);
        this.ready = new PriorityQueue<>(Comparator.comparing((Model model) -> -chains.getOrDefault(model.table(), 0L))
                .thenComparing(Model::table));
        for (Model model : graph.inOrder()) {
            int inputs =
                    (int) model.upstream().stream().filter(this::isComputed).count();
            waitingFor.put(model.table(), inputs);
            if (inputs == 0) {
                ready.add(model);
            }
        }
        this.left = graph.inOrder().size();
    }

    private boolean isComputed(TableName table) {
        return graph.model(table).isPresent();
    }

    /** By model, the time of the chain that it begins and that takes longest. */
    private static Map<TableName, Long> chains(ModelGraph graph, Pace pace) {
        Map<TableName, Long> chains = new HashMap<>();
        List<Model> order = graph.inOrder();
        for (int i = order.size() - 1; i >= 0; i--) {
            TableName table = order.get(i).table();
            long own = chains.merge(table, pace.of(table), Long::sum);
            order.get(i).upstream().forEach(input -> chains.merge(input, own, Math::max));
        }
        return chains;
    }

    /** Whether every model is done. */
    boolean isOver() {
        return left == 0;
    }

    /** A model that can begin; empty if all others wait for one that is under way. */
    Optional<Model> next() {
        return Optional.ofNullable(ready.poll());
    }

    /** A model has ended, well or not: those behind it wait for one less. */
    void done(Model model) {
        left--;
        for (Model reader : graph.inOrder()) {
            if (reader.upstream().contains(model.table()) && waitingFor.merge(reader.table(), -1, Integer::sum) == 0) {
                ready.add(reader);
            }
        }
    }
}
