package org.wardflow.warehouse.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** A value of the lake in PostgreSQL's words. */
final class StoredValue {
    /** PostgreSQL has no text with this character, so another one stands for it. */
    private static final char NUL = '\0';

    private static final char NUL_SYMBOL = '\u2400';

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private StoredValue() {}

    /** What the warehouse has of a text. */
    static String stored(String text) {
        return text.indexOf(NUL) < 0 ? text : text.replace(NUL, NUL_SYMBOL);
    }

    /** As the input of its type, not yet escaped for where it stands. */
    static String text(Object value) {
        if (value instanceof String text) {
            return stored(text);
        } else if (value instanceof Instant instant) {
            return TIME.format(instant);
        } else if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value.toString();
    }
}
