package org.wardflow.app.quality.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Text of a page. All that does not come from this program goes through {@link #text}. */
final class Html {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final StringBuilder page = new StringBuilder();

    /** A column of a table. */
    enum Align {
        /** A name of its row. */
        HEAD,
        TEXT,
        NUMBER
    }

    /** A column. */
    record Column(String title, Align align) {
        static Column head(String title) {
            return new Column(title, Align.HEAD);
        }

        static Column text(String title) {
            return new Column(title, Align.TEXT);
        }

        static Column number(String title) {
            return new Column(title, Align.NUMBER);
        }
    }

    /** Adds markup. */
    Html add(String markup) {
        page.append(markup).append('\n');
        return this;
    }

    /**
     * Adds a table that can be scrolled where it is too wide.
     *
     * @param rows cells as markup
     */
    Html table(String caption, List<Column> columns, List<List<String>> rows) {
        add("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + text(caption) + "\"><table>");
        add("<caption>" + text(caption) + "</caption><thead><tr>");
        for (Column column : columns) {
            add("<th scope=\"col\"" + (column.align() == Align.NUMBER ? " class=\"n\"" : "") + ">"
                    + text(column.title()) + "</th>");
        }
        add("</tr></thead><tbody>");
        for (List<String> row : rows) {
            page.append("<tr>");
            for (int i = 0; i < columns.size(); i++) {
                page.append(cell(columns.get(i).align(), row.get(i)));
            }
            add("</tr>");
        }
        if (rows.isEmpty()) {
            add("<tr><td class=\"faint\" colspan=\"" + columns.size() + "\">none</td></tr>");
        }
        return add("</tbody></table></div>");
    }

    private static String cell(Align align, String markup) {
        return switch (align) {
            case HEAD -> "<th scope=\"row\">" + markup + "</th>";
            case TEXT -> "<td>" + markup + "</td>";
            case NUMBER -> "<td class=\"n\">" + markup + "</td>";
        };
    }

    /** A text that stands for itself, and control characters for nothing. */
    static String text(@Nullable String text) {
        if (text == null) {
            return "";
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .forEach(c -> safe.append(
                        switch (c) {
                            case '&' -> "&amp;";
                            case '<' -> "&lt;";
                            case '>' -> "&gt;";
                            case '"' -> "&quot;";
                            case '\'' -> "&#39;";
                            default -> Character.isISOControl(c) ? "\uFFFD" : Character.toString(c);
                        }));
        return safe.toString();
    }

    /** A count with separators. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A share of a whole, with one digit; a dash of nothing. */
    static String percent(long part, long whole) {
        return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    /** A time of UTC, to the minute; a dash for none. */
    static String time(@Nullable Instant instant) {
        return instant == null
                ? "–"
                : "<time class=\"nowrap\" datetime=\"" + instant + "\">" + MINUTE.format(instant) + "</time>";
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
