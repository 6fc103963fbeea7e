package org.wardflow.flow.check;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelSql;
import org.wardflow.flow.sql.Parameters;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.Column;
import org.wardflow.lake.TableName;

/** Runs worked examples: the model or KPI as a whole over the rows given, against the rows expected. */
public final class Examples {
    private final Content content;
    private final SqlSession session;
    private final Map<TableName, Relation> empty = new HashMap<>();

    /** @param session stays open, and keeps the tables that examples leave out */
    public Examples(Content content, SqlSession session) {
        this.content = content;
        this.session = session;
    }

    /** What differs, a line each; empty if the example holds. Examples hold no patient, so their values are shown. */
    public List<String> differences(Example example) {
        List<Relation> made = new ArrayList<>();
        try {
            Kpi kpi = content.kpis().get(example.of());
            return kpi == null ? ofModel(example, made) : ofKpi(kpi, example, made);
        } finally {
            session.drop(made);
        }
    }

    private List<String> ofModel(Example example, List<Relation> made) {
        Optional<Model> found = content.graph().model(TableName.parse(example.of()));
        if (found.isEmpty()) {
            return List.of("there is no model " + example.of());
        }
        Model model = found.get();
        Map<String, Relation> tables = new HashMap<>();
        for (String given : example.given().keySet()) {
            if (model.upstream().stream().noneMatch(table -> table.toString().equals(given))) {
                return List.of("given." + given + ".csv is no input");
            }
        }
        for (Input input : model.inputs()) {
            Relation rows = rows(input.table(), example, made);
            List<String> bound = input.boundColumns(model.key());
            if (!bound.isEmpty()) {
                rows = session.select(
                        "select * from run.given where " + String.join(" is not null and ", bound) + " is not null",
                        Map.of("run.given", rows));
            }
            tables.put(input.table().toString(), rows);
        }
        Csv expected = example.expected();
        List<Column> columns = new ArrayList<>();
        for (String name : expected.header()) {
            Optional<ContractColumn> column = model.contract().column(name);
            if (column.isEmpty()) {
                return List.of("expected.csv names " + name + ", which is no column");
            }
            columns.add(column.get().column());
        }
        String names = String.join(", ", expected.header());
        Relation wanted = session.rows(columns, expected.rows());
        made.add(wanted);
        return Bags.differences(
                lines("select " + names + " from run.expected", Map.of("run.expected", wanted)),
                lines("select " + names + " from (" + ModelSql.of(model, session::cast) + "\n) as computed", tables));
    }

    private List<String> ofKpi(Kpi kpi, Example example, List<Relation> made) {
        Map<String, Relation> tables = new HashMap<>();
        for (String table : SqlText.of(kpi.sql()).tables().keySet()) {
            if (!table.startsWith("codes.")) {
                tables.put(table, rows(TableName.parse(table), example, made));
            }
        }
        String asOf = example.parameters().getOrDefault("as_of", "1970-01-01T00:00:00Z");
        Map<String, Long> given = new HashMap<>();
        example.parameters().forEach((name, value) -> {
            if (!name.equals("as_of")) {
                given.put(name, Long.valueOf(value));
            }
        });
        String sql =
                Parameters.asOf(Parameters.numbers(kpi.sql(), kpi.with(given)), Instant.parse(asOf), session::cast);
        List<String> expected = example.expected().rows().stream()
                .map(row -> row.stream().map(Examples::plain).toList().toString())
                .toList();
        return Bags.differences(
                expected,
                lines(
                        "select " + String.join(", ", example.expected().header()) + " from (" + sql + "\n) as kpi",
                        tables));
    }

    private Relation rows(TableName table, Example example, List<Relation> made) {
        Contract contract = content.contracts().get(table);
        if (contract == null) {
            throw new IllegalArgumentException(example + " needs a table without contract: " + table);
        }
        Csv given = example.given().get(table.toString());
        if (given == null) {
            return empty.computeIfAbsent(table, left -> session.rows(contract.lakeColumns(), List.of()));
        }
        given.header().stream()
                .filter(name -> contract.column(name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(example + ": " + table + " has no column " + name);
                });
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (List<@Nullable String> row : given.rows()) {
            List<@Nullable String> values = new ArrayList<>();
            for (ContractColumn column : contract.columns()) {
                int place = given.header().indexOf(column.name());
                values.add(place < 0 ? null : row.get(place));
            }
            rows.add(values);
        }
        Relation relation = session.rows(contract.lakeColumns(), rows);
        made.add(relation);
        return relation;
    }

    private List<String> lines(String sql, Map<String, Relation> tables) {
        List<String> lines = new ArrayList<>();
        session.query(
                sql,
                tables,
                values -> lines.add(values.stream().map(Examples::text).toList().toString()));
        return lines;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return plain(value == null ? null : String.valueOf(value));
    }

    /** Numbers without trailing zeros, so that 1.5 equals 1.500000. */
    private static String plain(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        if (!text.matches("-?[0-9]+\\.[0-9]+")) {
            return text;
        }
        return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
}
