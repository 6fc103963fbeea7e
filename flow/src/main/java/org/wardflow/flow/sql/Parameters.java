package org.wardflow.flow.sql;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
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

    /** The text with an expression in the place of {@code :as_of}. */
    public static String asOf(String sql, String expression) {
        return AS_OF.matcher(sql).replaceAll(Matcher.quoteReplacement(expression));
    }
}
