package org.wardflow.proof.laws;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as the simulator's expected gold writes them. */
public final class CanonicalText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private CanonicalText() {}

    /** A row as one line. */
    public static String of(List<? extends @Nullable Object> row) {
        return row.stream().map(value -> text(value)).collect(Collectors.joining(" | "));
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return TIME.format(instant);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.setScale(6).toPlainString();
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}
