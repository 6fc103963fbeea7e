package org.wardflow.flow.content;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small comma-separated text of the content (RFC 4180), held in memory. An empty field is null, {@code ""} is the empty text.
 *
 * @param rows each as long as the header
 */
public record Csv(List<String> header, List<List<@Nullable String>> rows) {
    public Csv {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }

    /** Reads a text; IllegalArgumentException names the line that has too few or too many fields. */
    public static Csv parse(String text) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        List<@Nullable String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean inQuotes = false;
        boolean quoted = false;
        String whole = text.endsWith("\n") || text.isEmpty() ? text : text + "\n";
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            if (inQuotes) {
                if (c == '"' && i + 1 < whole.length() && whole.charAt(i + 1) == '"') {
                    field.append(whole.charAt(++i));
                } else if (c == '"') {
                    inQuotes = false;
                } else {
                    field.append(c);
                }
            } else if (c == '"') {
                inQuotes = true;
                quoted = true;
            } else if (c == ',' || c == '\n') {
                row.add(field.isEmpty() && !quoted ? null : field.toString());
                field.setLength(0);
                quoted = false;
                if (c == '\n') {
                    add(rows, row);
                    row = new ArrayList<>();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("the header is missing");
        }
        List<String> header = rows.get(0).stream()
                .map(name -> name == null ? "" : name.strip())
                .toList();
        return new Csv(header, rows.subList(1, rows.size()));
    }

    private static void add(List<List<@Nullable String>> rows, List<@Nullable String> row) {
        boolean blank = row.size() == 1 && row.get(0) == null;
        if (blank && (rows.isEmpty() || rows.get(0).size() != 1)) {
            return;
        }
        if (!rows.isEmpty() && row.size() != rows.get(0).size()) {
            throw new IllegalArgumentException("line %s has %s fields, the header has %s"
                    .formatted(rows.size() + 1, row.size(), rows.get(0).size()));
        }
        rows.add(Collections.unmodifiableList(row));
    }
}
