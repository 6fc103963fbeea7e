package org.wardflow.flow.model.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.KeysFrom;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.sql.Impure;
import org.wardflow.lake.TableName;

/** Reads the {@code --} lines at the head of a model. A line indented by four spaces goes on with the one before. */
public final class HeaderParser {
    private static final Pattern LINE =
            Pattern.compile("(kind|key|input|lookup|keys from [^:]+?)\\s*:\\s*(.*)|(keys from .* via .*)");
    private static final Pattern UNKNOWN = Pattern.compile("[a-z]+\\s*:.*");
    private static final Pattern INPUT = Pattern.compile("(\\S+)(?:\\s+(whole)|\\s+by\\s+(.+))?");
    private static final Pattern SINCE = Pattern.compile("(\\S+) since (\\w+) >= (\\w+)");
    private static final Pattern VIA = Pattern.compile("keys from (\\S+) via (\\S+) on (.+)");
    private static final String CODES = "codes.";
    private static final String CONTINUED = "    ";

    private final Contract contract;
    private final String file;
    private final List<String> problems = new ArrayList<>();
    private final List<Input> inputs = new ArrayList<>();
    private final List<KeysFrom> keysFrom = new ArrayList<>();
    private final List<String> lookups = new ArrayList<>();
    private List<String> key = List.of();
    private Model.Kind kind = Model.Kind.KEYED;

    /** @param file its name in messages */
    public HeaderParser(Contract contract, String file) {
        this.contract = contract;
        this.file = file;
    }

    /** Reads the text; MODEL_INVALID with every problem found, in the rules of its contract too. */
    public Model parse(String sql) {
        headerLines(sql).forEach(this::line);
        if (kind == Model.Kind.KEYED && key.isEmpty()) {
            problems.add("the header names no key");
        }
        problems.addAll(Impure.problems(sql));
        for (KeysFrom line : keysFrom) {
            if (line instanceof KeysFrom.Select select) {
                impure("keys from " + select.table(), select.sql());
            }
        }
        for (Rule rule : contract.rules()) {
            if (rule instanceof Rule.OfRow ofRow) {
                impure("rule " + rule.id() + " of its contract, when", ofRow.when());
                ofRow.set()
                        .forEach((column, value) ->
                                impure("rule " + rule.id() + " of its contract, set " + column, value));
            } else if (rule instanceof Rule.Expectation expectation) {
                impure("rule " + rule.id() + " of its contract, query", expectation.query());
            }
        }
        if (!problems.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.MODEL_INVALID,
                    "The model of " + contract.table() + " cannot be used",
                    file + "\n           " + String.join("\n           ", problems),
                    "correct the file; docs/models.md says what may stand in it");
        }
        return new Model(contract.table(), contract, kind, key, inputs, keysFrom, lookups, sql);
    }

    private void impure(String place, String sql) {
        Impure.problems(sql).forEach(problem -> problems.add(place + ", " + problem));
    }

    private static List<String> headerLines(String sql) {
        List<String> lines = new ArrayList<>();
        for (String line : sql.lines().takeWhile(line -> line.startsWith("--")).toList()) {
            String text = line.substring(2);
            if (text.startsWith(CONTINUED) && !lines.isEmpty()) {
                lines.set(lines.size() - 1, lines.get(lines.size() - 1) + " " + text.strip());
            } else {
                lines.add(text.strip());
            }
        }
        return lines;
    }

    private void line(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            if (UNKNOWN.matcher(line).matches()) {
                problems.add("unknown header line: " + line);
            }
            return;
        }
        if (matcher.group(3) != null) {
            via(line);
            return;
        }
        String value = matcher.group(2).strip();
        switch (matcher.group(1)) {
            case "kind" -> kind(value);
            case "key" -> key = names(value);
            case "input" -> input(value);
            case "lookup" -> lookup(value);
            default -> keys(matcher.group(1).substring("keys from ".length()).strip(), value);
        }
    }

    private void kind(String value) {
        for (Model.Kind known : Model.Kind.values()) {
            if (known.name().equals(value.toUpperCase(Locale.ROOT))) {
                kind = known;
                return;
            }
        }
        problems.add("kind is keyed or full, found " + value);
    }

    private void input(String value) {
        Matcher matcher = INPUT.matcher(value);
        if (!matcher.matches()) {
            problems.add("an input is: layer.name, layer.name by column, or layer.name whole; found " + value);
            return;
        }
        Input.Binding binding = matcher.group(2) != null
                ? new Input.Whole()
                : matcher.group(3) != null ? new Input.ByPart(names(matcher.group(3))) : new Input.ByKey();
        table(matcher.group(1)).ifPresent(table -> inputs.add(new Input(table, binding)));
    }

    private void lookup(String value) {
        if (value.startsWith(CODES)) {
            lookups.add(value.substring(CODES.length()));
        } else {
            problems.add("a lookup is codes.name, found " + value);
        }
    }

    private void keys(String from, String value) {
        if (from.startsWith(CODES)) {
            if (!value.equals("all")) {
                problems.add("codes are part of the model's hash: a change of " + from + " recomputes all");
            }
            return;
        }
        Matcher bounded = SINCE.matcher(from);
        Optional<KeysFrom.Since> since = bounded.matches()
                ? Optional.of(new KeysFrom.Since(bounded.group(2), bounded.group(3)))
                : Optional.empty();
        table(since.isPresent() ? bounded.group(1) : from)
                .ifPresent(table -> keysFrom.add(
                        value.equals("all") ? new KeysFrom.All(table) : new KeysFrom.Select(table, value, since)));
    }

    private void via(String line) {
        Matcher matcher = VIA.matcher(line);
        if (!matcher.matches()) {
            problems.add("expected keys from TABLE via INPUT on column = column, found " + line);
            return;
        }
        List<String> viaColumns = new ArrayList<>();
        List<String> changedColumns = new ArrayList<>();
        for (String pair : matcher.group(3).split("\\s+and\\s+", -1)) {
            List<String> sides =
                    Arrays.stream(pair.split("=", -1)).map(String::strip).toList();
            if (sides.size() != 2) {
                problems.add("expected column = column, found " + pair);
                return;
            }
            viaColumns.add(sides.get(0));
            changedColumns.add(sides.get(1));
        }
        table(matcher.group(1))
                .ifPresent(table -> table(matcher.group(2))
                        .ifPresent(other -> keysFrom.add(new KeysFrom.Via(table, other, viaColumns, changedColumns))));
    }

    private Optional<TableName> table(String name) {
        try {
            return Optional.of(TableName.parse(name));
        } catch (IllegalArgumentException e) {
            problems.add("a table is layer.name in lower snake case, found " + name);
            return Optional.empty();
        }
    }

    private static List<String> names(String value) {
        return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }
}
