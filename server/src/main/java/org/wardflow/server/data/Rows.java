package org.wardflow.server.data;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.warehouse.PostgresValue;

/**
 * A result.
 *
 * @param columns names
 * @param rows values: text, Boolean, Integer, Long, BigDecimal, Double, LocalDate, Instant or null
 * @param cut there were more rows than asked for
 */
public record Rows(List<String> columns, List<List<@Nullable Object>> rows, boolean cut) {
    public Rows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Reads a result up to a number of rows. */
    static Rows read(ResultSet result, int max) throws SQLException {
        ResultSetMetaData about = result.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            columns.add(about.getColumnLabel(i));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        boolean cut = false;
        while (result.next()) {
            if (rows.size() == max) {
                cut = true;
                break;
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size(); i++) {
                row.add(PostgresValue.of(result, i, about.getColumnTypeName(i)));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new Rows(columns, rows, cut);
    }

    /** The rows as maps from column to value. */
    public List<Map<String, @Nullable Object>> maps() {
        List<Map<String, @Nullable Object>> maps = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                map.put(columns.get(i), row.get(i));
            }
            maps.add(map);
        }
        return maps;
    }

    /** The rows as CSV (RFC 4180), a text that a spreadsheet would take for a formula with an apostrophe before it. */
    public String csv() {
        StringBuilder text = new StringBuilder();
        line(text, columns);
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<? extends @Nullable Object> values) {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            String cell = text(value);
            if (value instanceof String && !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0) {
                cell = "'" + cell;
            }
            boolean quoted = cell.indexOf(',') >= 0
                    || cell.indexOf('"') >= 0
                    || cell.indexOf('\n') >= 0
                    || cell.indexOf('\r') >= 0;
            text.append(i == 0 ? "" : ",").append(quoted ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell);
        }
        text.append("\r\n");
    }

    /** A decimal without noughts at its end, as the command line and the pages write it. */
    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : value.toString();
    }
}
