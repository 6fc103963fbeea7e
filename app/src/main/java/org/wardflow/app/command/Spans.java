package org.wardflow.app.command;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time on the command line, as in {@code 60s}. */
final class Spans implements ITypeConverter<Duration> {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([smh])");
    private static final Map<String, Duration> UNITS =
            Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1));

    @Override
    public Duration convert(String text) {
        Matcher span = SPAN.matcher(text);
        Duration unit = span.matches() ? UNITS.get(span.group(2)) : null;
        if (unit == null) {
            throw new TypeConversionException("expected a number with s, m or h");
        }
        return unit.multipliedBy(Long.parseLong(span.group(1)));
    }
}
