package org.wardflow.flow.sql;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.lake.ColumnType;

/** The parameters of a KPI. */
public final class Parameters {
    private static final Pattern AS_OF = Pattern.compile("(?<![:\\w]):as_of\\b");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Parameters() {}

    /** The text with the instant in the place of {@code :as_of}. */
    public static String asOf(String sql, Instant instant, Cast cast) {
        String constant = cast.cast("'" + TIME.format(instant) + "'", ColumnType.TIMESTAMP);
        return asOf(sql, constant);
    }

    /** The text with a value in the place of each parameter; those that are not given are left. */
    public static String numbers(String sql, Map<String, Long> values) {
        Map<String, String> expressions = new TreeMap<>();
        values.forEach((name, value) -> expressions.put(name, "(" + value + ")"));
        return replace(sql, expressions);
    }

    /** The text with an expression in the place of each {@code :name}. */
    public static String replace(String sql, Map<String, String> expressions) {
        String replaced = sql;
        for (Map.Entry<String, String> entry : expressions.entrySet()) {
            replaced = Pattern.compile("(?<![:\\w]):" + entry.getKey() + "\\b")
                    .matcher(replaced)
                    .replaceAll(Matcher.quoteReplacement(entry.getValue()));
        }
        return replaced;
    }

    /** The text with an expression in the place of {@code :as_of}. */
    public static String asOf(String sql, String expression) {
        return AS_OF.matcher(sql).replaceAll(Matcher.quoteReplacement(expression));
    }
}
