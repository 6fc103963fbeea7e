package org.wardflow.app.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.RowConsumer;

/** Prints a result as it comes; {@link #finish} ends it. */
public final class ResultPrinter implements RowConsumer {
    /** Rows that decide how wide the columns of a table are; what is wider after them sticks out. */
    static final int ROWS_MEASURED = 1_000;

    private static final int ROWS_BETWEEN_CHECKS = 256;

    private final Terminal terminal;
    private final Format format;
    private final List<List<@Nullable Object>> held = new ArrayList<>();
    private List<String> names = List.of();
    private int[] widths = {};
    private boolean[] right = {};
    private boolean started;
    private long rows;

    /** Prints to the terminal's {@code out}. */
    public ResultPrinter(Terminal terminal, Format format) {
        this.terminal = terminal;
        this.format = format;
    }

    @Override
    public void columns(List<String> columnNames) {
        names = List.copyOf(columnNames);
        if (format == Format.CSV) {
            terminal.out()
                    .print(String.join(
                                    ",", names.stream().map(ResultPrinter::csv).toList()) + "\n");
        }
    }

    @Override
    public void row(List<@Nullable Object> values) {
        switch (format) {
            case TABLE -> {
                held.add(new ArrayList<>(values));
                if (started || held.size() == ROWS_MEASURED) {
                    printHeld();
                }
            }
            case CSV ->
                terminal.out()
                        .print(String.join(
                                        ",",
                                        values.stream()
                                                .map(value ->
                                                        value instanceof String text ? csv(text) : Cells.text(value))
                                                .toList())
                                + "\n");
            case JSON -> terminal.out().print((rows == 0 ? "[\n" : ",\n") + JsonText.object(names, values));
        }
        rows++;
        if (rows % ROWS_BETWEEN_CHECKS == 0) {
            terminal.checkReader();
        }
    }

    /** Prints what is left; returns how many rows there were. */
    public long finish() {
        PrintWriter out = terminal.out();
        switch (format) {
            case TABLE -> {
                printHeld();
                out.println("(%s)".formatted(Cells.count(rows, "row")));
            }
            case CSV -> {}
            case JSON -> out.println(rows == 0 ? "[]" : "\n]");
        }
        terminal.checkReader();
        return rows;
    }

    private void printHeld() {
        if (!started) {
            started = true;
            measure();
            List<String> header = new ArrayList<>();
            List<String> rule = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                header.add(Cells.pad(names.get(i), widths[i], right[i]));
                rule.add("-".repeat(widths[i]));
            }
            line(header);
            line(rule);
        }
        for (List<@Nullable Object> values : held) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                cells.add(Cells.pad(cell(values.get(i)), widths[i], right[i]));
            }
            line(cells);
        }
        held.clear();
    }

    private void measure() {
        widths = new int[names.size()];
        right = new boolean[names.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Cells.width(names.get(i));
            for (List<@Nullable Object> values : held) {
                widths[i] = Math.max(widths[i], Cells.width(cell(values.get(i))));
                right[i] |= values.get(i) instanceof Number;
            }
        }
    }

    private void line(List<String> cells) {
        terminal.out().println(String.join("  ", cells).stripTrailing());
    }

    private static String cell(@Nullable Object value) {
        return Cells.printable(Cells.text(value));
    }

    private static String csv(String text) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
