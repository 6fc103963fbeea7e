package org.wardflow.simulator.gold;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads comma-separated text with a header line, quoted as in RFC 4180. */
final class Csv {
    private final String text;
    private int at;

    private Csv(String text) {
        this.text = text;
    }

    /** The rows after the header; empty cells are left out, and blank lines. */
    static List<Extract.Row> parse(String text) {
        Csv csv = new Csv(text);
        List<Extract.Row> rows = new ArrayList<>();
        if (text.isBlank()) {
            return rows;
        }
        List<String> header = csv.line();
        String names = withoutEnd(text.substring(0, csv.at));
        while (csv.at < text.length()) {
            int start = csv.at;
            List<String> cells = csv.line();
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
                String cell = cells.get(i).strip();
                if (!cell.isEmpty()) {
                    row.put(header.get(i).strip(), cell);
                }
            }
            String line = withoutEnd(text.substring(start, csv.at));
            if (!line.isBlank()) {
                rows.add(new Extract.Row(names + "\n" + line, row));
            }
        }
        return rows;
    }

    private static String withoutEnd(String line) {
        String text = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private List<String> line() {
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (at < text.length() && text.charAt(at) == ',') {
            at++;
            cells.add(cell());
        }
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        return cells;
    }

    private String cell() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int start = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder cell = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                cell.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                cell.append('"');
                at++;
            } else {
                break;
            }
        }
        return cell.toString();
    }
}
