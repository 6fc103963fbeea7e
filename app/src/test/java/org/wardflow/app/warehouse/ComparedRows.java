package org.wardflow.app.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.warehouse.PostgresValue;

/** Rows of JSON, CSV and PostgreSQL as the same texts, so that they can be compared. */
final class ComparedRows {
    private ComparedRows() {}

    record Answer(List<String> columns, List<List<String>> rows) {}

    static Answer ask(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                columns.add(found.getMetaData().getColumnLabel(i));
            }
            List<List<String>> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    Object value =
                            PostgresValue.of(found, i, found.getMetaData().getColumnTypeName(i));
                    row.add(cell(value == null ? "" : value.toString()));
                }
                rows.add(row);
            }
            return new Answer(columns, rows);
        }
    }

    static List<List<String>> cells(JsonNode rows) {
        List<List<String>> cells = new ArrayList<>();
        rows.forEach(row -> {
            List<String> values = new ArrayList<>();
            row.forEach(value -> values.add(value.isNull() ? "" : cell(value.asText())));
            cells.add(values);
        });
        return cells;
    }

    static List<List<String>> csv(String text) {
        return text.lines()
                .skip(1)
                .map(line -> List.of(line.split(",", -1)).stream()
                        .map(ComparedRows::cell)
                        .toList())
                .toList();
    }

    /** One text for a number, however many noughts it ends with. */
    static String cell(String text) {
        return text.matches("-?\\d{1,15}(\\.\\d+)?")
                ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                : text;
    }

    static String text(@Nullable String value) {
        return value == null ? "" : cell(value);
    }
}
