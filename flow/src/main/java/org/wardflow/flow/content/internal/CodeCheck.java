package org.wardflow.flow.content.internal;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.CodeTable;
import org.wardflow.flow.contract.internal.YamlNode;

/**
 * The values of the code tables, held to what the files beside them say. A slip of the pen would else be a second department, a
 * message twice, or a word that never matches, without a word.
 */
final class CodeCheck {
    /** Problems shown of one table. */
    static final int SHOWN_MAX = 5;

    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private final Map<String, CodeTable> tables;
    private final Map<String, YamlNode> about;

    /** @param about by the name of the table: {@code key}, {@code lower_case}, {@code time_zone} name a column, {@code refers} maps columns to tables */
    CodeCheck(Map<String, CodeTable> tables, Map<String, YamlNode> about) {
        this.tables = new TreeMap<>(tables);
        this.about = Map.copyOf(about);
    }

    /** What is wrong in a table, each with its line; empty if nothing is. */
    List<String> problems(String name) {
        CodeTable table = Objects.requireNonNull(tables.get(name));
        YamlNode says = Objects.requireNonNull(about.get(name));
        List<String> problems = new ArrayList<>();
        for (int column = 0; column < table.columns().size(); column++) {
            each(problems, table, column, value -> value.equals(value.strip()) ? null : "has a space at its edge");
        }
        Set<String> seen = new HashSet<>();
        named(says, "key", table).ifPresent(column -> {
            filled(problems, table, column);
            each(problems, table, column, value -> seen.add(value) ? null : "comes twice");
        });
        named(says, "lower_case", table)
                .ifPresent(column -> each(
                        problems,
                        table,
                        column,
                        value -> value.equals(value.toLowerCase(Locale.ROOT))
                                ? null
                                : "is compared in lower case, so it never matches"));
        named(says, "time_zone", table).ifPresent(column -> {
            filled(problems, table, column);
            each(problems, table, column, value -> ZONES.contains(value) ? null : "is no time zone of the IANA's");
        });
        says.at("refers").texts().forEach((column, other) -> {
            Set<String> known = keys(other);
            each(
                    problems,
                    table,
                    index(table, column),
                    value -> known.contains(value) ? null : "is not in codes/" + other + ".csv");
        });
        return problems.size() > SHOWN_MAX ? problems.subList(0, SHOWN_MAX) : problems;
    }

    /** The column that the file beside the table names for this, if it does. */
    private static OptionalInt named(YamlNode says, String what, CodeTable table) {
        YamlNode column = says.at(what);
        return column.isPresent() ? OptionalInt.of(index(table, column.text())) : OptionalInt.empty();
    }

    private static void filled(List<String> problems, CodeTable table, int column) {
        for (int row = 0; row < table.rows().size(); row++) {
            if (table.rows().get(row).get(column) == null) {
                problems.add(
                        "line " + (row + 2) + ": " + table.columns().get(column).name() + " is empty");
            }
        }
    }

    private static void each(
            List<String> problems, CodeTable table, int column, Function<String, @Nullable String> check) {
        for (int row = 0; row < table.rows().size(); row++) {
            String value = table.rows().get(row).get(column);
            String wrong = value == null ? null : check.apply(value);
            if (wrong != null) {
                problems.add(
                        "line " + (row + 2) + ": " + table.columns().get(column).name() + " '" + value + "' " + wrong);
            }
        }
    }

    private Set<String> keys(String name) {
        CodeTable table = tables.get(name);
        YamlNode says = about.get(name);
        if (table == null || says == null) {
            throw new IllegalArgumentException("there is no codes/" + name + ".csv");
        }
        int key = index(table, says.at("key").text());
        return table.rows().stream().map(row -> String.valueOf(row.get(key))).collect(Collectors.toSet());
    }

    private static int index(CodeTable table, String column) {
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column " + column);
    }
}
