package org.wardflow.flow.model.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.KeysFrom;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;

/** What the operator relies on, checked before anything runs: that an input binds to the key by columns that both have. */
public final class GraphCheck {
    /** The list of what was rejected. */
    private static final TableName QUARANTINE = new TableName("silver", "quarantine");

    private final Map<TableName, Contract> contracts;
    private final Map<TableName, Model> models;
    private final Set<String> codes;
    private final List<String> problems = new ArrayList<>();

    /** @param codes names of the code tables */
    public GraphCheck(Map<TableName, Contract> contracts, Map<TableName, Model> models, Set<String> codes) {
        this.contracts = contracts;
        this.models = models;
        this.codes = codes;
    }

    /** Every problem, as {@code table: text}. */
    public List<String> problems() {
        contracts.values().forEach(this::contract);
        models.values().forEach(this::model);
        return problems;
    }

    private void contract(Contract contract) {
        boolean bronze = contract.table().layer().equals("bronze");
        if (!bronze && !models.containsKey(contract.table())) {
            problems.add(contract.table() + ": has a contract, but no model.sql");
        }
        if (!bronze && contract.primaryKey().isEmpty()) {
            problems.add(contract.table() + ": its contract names no primary key");
        }
        for (Rule rule : contract.rules()) {
            if (rule instanceof Rule.OfModel byModel && !models.containsKey(byModel.model())) {
                problems.add(contract.table() + ": rule " + rule.id() + " names no model: " + byModel.model());
            }
        }
        contract.rowRules().forEach(rule -> quarantine(contract, rule));
    }

    /** A row of a table that the quarantine does not read would go on as if nothing had been found, and be in no list. */
    private void quarantine(Contract contract, Rule.OfRow rule) {
        Model held = models.get(QUARANTINE);
        if (rule.action() == Rule.Action.QUARANTINE
                && held != null
                && held.input(contract.table()).isEmpty()) {
            problems.add(contract.table() + ": rule " + rule.id() + " has the action quarantine, but " + QUARANTINE
                    + " does not read " + contract.table() + ": its rows can be repaired or flagged");
        }
    }

    private void model(Model model) {
        Set<TableName> seen = new HashSet<>();
        for (Input input : model.inputs()) {
            if (!seen.add(input.table())) {
                problem(model, "reads " + input.table() + " twice in its header");
            }
            Contract read = contracts.get(input.table());
            if (read == null || input.table().equals(model.table())) {
                problem(model, "reads " + input.table() + ", which is no other table");
            } else if (model.kind() == Model.Kind.KEYED) {
                binding(model, input, read);
            }
        }
        model.lookups().stream()
                .filter(name -> !codes.contains(name))
                .forEach(name -> problem(model, "looks up codes." + name + ", which is no code table"));
        references(model);
        if (model.kind() == Model.Kind.KEYED) {
            columns(model, model.key(), model.contract(), "its key");
            model.keysFrom().forEach(line -> keysFrom(model, line));
        }
    }

    private void binding(Model model, Input input, Contract read) {
        if (input.binding() instanceof Input.Whole) {
            if (model.keysFrom(input.table()).isEmpty()) {
                problem(model, "reads " + input.table() + " whole, but has no line keys from " + input.table());
            }
            return;
        }
        List<String> bound = input.boundColumns(model.key());
        columns(model, bound, read, "input " + input.table());
        for (String column : bound) {
            if (!model.key().contains(column)) {
                problem(model, "input " + input.table() + " by " + column + ", which is no column of the key");
            } else if (!type(read, column).equals(type(model.contract(), column))) {
                problem(model, "input " + input.table() + " has another type of " + column);
            }
        }
        boolean hasWholeKey = model.inputs().stream().anyMatch(other -> other.binding() instanceof Input.ByKey);
        if (input.binding() instanceof Input.ByPart && !hasWholeKey) {
            problem(model, "binds " + input.table() + " by part of its key, but no input has the whole key");
        }
    }

    private void keysFrom(Model model, KeysFrom line) {
        if (model.input(line.table()).isEmpty()) {
            problem(model, "has keys from " + line.table() + ", which is no input");
            return;
        }
        if (line instanceof KeysFrom.Select select) {
            for (String table : SqlText.of(select.sql()).tables().keySet()) {
                if (model.inputs().stream()
                        .noneMatch(input -> input.table().toString().equals(table))) {
                    problem(model, "keys from " + line.table() + " reads " + table + ", which is no input");
                }
            }
            select.since().ifPresent(since -> since(model, select, since));
        } else if (line instanceof KeysFrom.Via via) {
            boolean byKey = via.via().equals(model.table())
                    || model.input(via.via())
                            .filter(input -> input.binding() instanceof Input.ByKey)
                            .isPresent();
            Contract changed = contracts.get(via.table());
            Contract between = contracts.get(via.via());
            if (!byKey || changed == null || between == null) {
                problem(
                        model,
                        "keys from " + line.table() + " via " + via.via()
                                + ", which is neither the model nor an input with the whole key");
                return;
            }
            columns(model, via.viaColumns(), between, "keys from " + line.table());
            columns(model, via.changedColumns(), changed, "keys from " + line.table());
            alike(model, via, between, changed);
        }
    }

    /** Keys are compared by the hash of their text: 1 and 1.0 would never meet. */
    private void alike(Model model, KeysFrom.Via via, Contract between, Contract changed) {
        for (int i = 0; i < via.viaColumns().size(); i++) {
            String one = via.viaColumns().get(i);
            String other = via.changedColumns().get(i);
            if (!type(between, one).equals(type(changed, other))) {
                problem(
                        model,
                        "keys from " + via.table() + " via " + via.via() + ": " + one + " and " + other
                                + " have different types");
            }
        }
    }

    private void since(Model model, KeysFrom.Select select, KeysFrom.Since since) {
        String what = "keys from " + select.table() + " since";
        List<String> read = List.copyOf(SqlText.of(select.sql()).tables().keySet());
        if (read.size() != 1 || read.get(0).equals(select.table().toString())) {
            problem(model, what + " is for a SELECT of one other table, found " + String.join(", ", read));
            return;
        }
        time(model, since.column(), TableName.parse(read.get(0)), what);
        time(model, since.changedColumn(), select.table(), what);
    }

    private void time(Model model, String name, TableName table, String what) {
        Contract contract = contracts.get(table);
        boolean isTime = contract != null
                && contract.column(name)
                        .filter(column -> column.type() == ColumnType.TIMESTAMP)
                        .isPresent();
        if (!isTime) {
            problem(model, what + " " + name + ", which is no TIMESTAMP of " + table);
        }
    }

    private void references(Model model) {
        Set<String> declared = new TreeSet<>();
        model.inputs().forEach(input -> declared.add(input.table().toString()));
        model.lookups().forEach(name -> declared.add("codes." + name));
        Set<String> named = new TreeSet<>(SqlText.of(model.sql()).tables().keySet());
        for (String table : named) {
            if (!declared.contains(table)) {
                problem(model, "reads " + table + ", which its header does not declare");
            }
        }
        declared.removeAll(named);
        declared.forEach(table -> problem(model, "declares " + table + ", but does not read it"));
    }

    private void columns(Model model, List<String> names, Contract contract, String of) {
        for (String name : names) {
            if (contract.column(name).isEmpty()) {
                problem(model, of + ": " + contract.table() + " has no column " + name);
            }
        }
    }

    private static String type(Contract contract, String column) {
        return contract.column(column).map(ContractColumn::type).map(Enum::name).orElse("");
    }

    private void problem(Model model, String text) {
        problems.add(model.table() + ": " + text);
    }
}
