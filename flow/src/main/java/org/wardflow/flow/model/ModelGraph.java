package org.wardflow.flow.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.model.internal.GraphCheck;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** All tables and models, checked against each other. Immutable. */
public final class ModelGraph {
    private final SortedMap<TableName, Contract> contracts;
    private final SortedMap<TableName, Model> models;
    private final List<Model> order;
    private final Map<TableName, Optional<Set<String>>> named = new HashMap<>();

    private ModelGraph(SortedMap<TableName, Contract> contracts, SortedMap<TableName, Model> models) {
        this.contracts = Collections.unmodifiableSortedMap(contracts);
        this.models = Collections.unmodifiableSortedMap(models);
        this.order = sorted(models);
        models.forEach((table, model) -> named.put(table, NamedColumns.of(model)));
    }

    /**
     * Checks and orders the models; MODEL_INVALID names every problem.
     *
     * @param codes names of the code tables
     */
    public static ModelGraph of(Map<TableName, Contract> contracts, Map<TableName, Model> models, Set<String> codes) {
        List<String> problems = new GraphCheck(contracts, models, codes).problems();
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
        return new ModelGraph(new TreeMap<>(contracts), new TreeMap<>(models));
    }

    /** One model alone; the tables that it reads are as if they came from outside. */
    public ModelGraph only(TableName table) {
        Model model = models.get(table);
        if (model == null) {
            throw new IllegalArgumentException("There is no model " + table);
        }
        SortedMap<TableName, Contract> needed = new TreeMap<>(contracts);
        needed.keySet()
                .removeIf(name -> !name.equals(table) && !model.upstream().contains(name));
        return new ModelGraph(needed, new TreeMap<>(Map.of(table, model)));
    }

    /** The models of some tables and all that those read, directly or not. */
    public ModelGraph upTo(Set<TableName> tables) {
        SortedMap<TableName, Model> needed = new TreeMap<>();
        Deque<TableName> open = new ArrayDeque<>(tables);
        Set<TableName> read = new TreeSet<>();
        while (!open.isEmpty()) {
            TableName table = open.remove();
            Model model = models.get(table);
            if (read.add(table) && model != null) {
                needed.put(table, model);
                open.addAll(model.upstream());
            }
        }
        SortedMap<TableName, Contract> contracted = new TreeMap<>(contracts);
        contracted.keySet().retainAll(read);
        return new ModelGraph(contracted, needed);
    }

    public SortedMap<TableName, Contract> contracts() {
        return contracts;
    }

    public SortedMap<TableName, Model> models() {
        return models;
    }

    public Optional<Model> model(TableName table) {
        return Optional.ofNullable(models.get(table));
    }

    /** The models, each after all that it reads; by name where that leaves a choice. */
    public List<Model> inOrder() {
        return order;
    }

    /** Whether a model may read a column of an input; what it does not name need not be fetched. */
    public boolean names(Model model, String column) {
        return named.getOrDefault(model.table(), Optional.empty())
                .map(words -> words.contains(column.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    /**
     * How the lake stores a table: the columns and the order of its contract, with a key filter for its key, which comes first, for
     * the column lists that the contract names and for those that other models look it up by.
     */
    public TableSpec spec(TableName table) {
        Contract contract = contracts.get(table);
        if (contract == null) {
            throw new IllegalArgumentException("No contract of " + table);
        }
        List<String> key = model(table).map(Model::key).orElse(List.of());
        Set<List<String>> filters = new LinkedHashSet<>();
        filters.add(key);
        filters.addAll(contract.keyFilters());
        for (Model reader : order) {
            filters.addAll(lookups(reader, table));
        }
        filters.remove(List.<String>of());
        return new TableSpec(table, contract.lakeColumns(), List.copyOf(filters), contract.sortedBy());
    }

    /** The column lists by which a model looks a table up. */
    private static Set<List<String>> lookups(Model reader, TableName table) {
        Set<List<String>> columns = new LinkedHashSet<>();
        List<Input.ByPart> parts = reader.inputs().stream()
                .filter(input -> input.binding() instanceof Input.ByPart)
                .map(input -> (Input.ByPart) input.binding())
                .toList();
        reader.input(table).ifPresent(input -> {
            columns.add(input.boundColumns(reader.key()));
            if (input.binding() instanceof Input.ByKey) {
                parts.forEach(part -> columns.add(part.columns()));
            }
        });
        if (reader.table().equals(table)) {
            parts.forEach(part -> columns.add(part.columns()));
        }
        for (KeysFrom line : reader.keysFrom()) {
            if (line instanceof KeysFrom.Via via && via.via().equals(table)) {
                columns.add(via.viaColumns());
            }
        }
        return columns;
    }

    private static List<Model> sorted(SortedMap<TableName, Model> models) {
        List<Model> order = new ArrayList<>();
        Set<TableName> done = new LinkedHashSet<>();
        while (order.size() < models.size()) {
            Optional<Model> next = models.values().stream()
                    .filter(model -> !done.contains(model.table()))
                    .filter(model -> model.upstream().stream()
                            .allMatch(input -> done.contains(input) || !models.containsKey(input)))
                    .findFirst();
            if (next.isEmpty()) {
                List<TableName> left = models.keySet().stream()
                        .filter(table -> !done.contains(table))
                        .toList();
                throw invalid(List.of("models read each other in a circle, among " + left));
            }
            order.add(next.get());
            done.add(next.get().table());
        }
        return List.copyOf(order);
    }

    private static WardflowException invalid(List<String> problems) {
        return new WardflowException(
                ErrorCode.MODEL_INVALID,
                "The models do not fit together",
                String.join("\n           ", problems),
                "correct the models named; docs/models.md says what their headers mean");
    }
}
