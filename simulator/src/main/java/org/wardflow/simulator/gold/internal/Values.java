package org.wardflow.simulator.gold.internal;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.gold.Codes;

/** Reads single values; what is not acceptable is null. */
final class Values {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,9}(?:\\.\\d{1,6})?");
    private static final int AGE_MAX = 120;

    private final Codes codes;

    Values(Codes codes) {
        this.codes = codes;
    }

    /** The exact name of a department or of its synonym. */
    @Nullable String departmentOf(String sent) {
        return codes.departments().contains(sent)
                ? sent
                : codes.departmentSynonyms().get(Codes.lowerCase(sent));
    }

    /** The exact word of a gender or of its synonym. */
    @Nullable String gender(@Nullable String sent) {
        return sent == null ? null : codes.genderSynonyms().get(Codes.lowerCase(sent));
    }

    @Nullable Integer age(@Nullable String sent) {
        Integer age = count(sent);
        return age == null || age > AGE_MAX ? null : age;
    }

    /** An integer from 0 to the largest INT. */
    @Nullable Integer count(@Nullable String sent) {
        if (sent == null || !INTEGER.matcher(sent).matches()) {
            return null;
        }
        long value = Long.parseLong(sent);
        return value < 0 || value > Integer.MAX_VALUE ? null : (int) value;
    }

    /** A plain number with at most 9 digits before the point and 6 behind it; empty if it is absent or another text. */
    static Optional<BigDecimal> decimal(@Nullable String sent) {
        return Optional.ofNullable(sent)
                .filter(text -> DECIMAL.matcher(text).matches())
                .map(BigDecimal::new);
    }

    boolean isInteger(@Nullable String sent) {
        return sent != null && INTEGER.matcher(sent).matches();
    }

    /** An integer, else 0. */
    long sequence(@Nullable String sent) {
        return sent != null && isInteger(sent) ? Long.parseLong(sent) : 0;
    }
}
