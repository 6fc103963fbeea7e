package org.wardflow.app.command;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time on the command line: a number with s, m, h or d. */
final class Lengths implements ITypeConverter<Duration> {
    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    /** Reads a length; empty if it is none. */
    static Optional<Duration> parse(String text) {
        Matcher length = LENGTH.matcher(text);
        return length.matches()
                ? Optional.ofNullable(UNITS.get(length.group(2)))
                        .map(unit -> unit.multipliedBy(Long.parseLong(length.group(1))))
                : Optional.empty();
    }

    @Override
    public Duration convert(String text) {
        return parse(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no length such as 60s or 2m"));
    }
}
