package org.wardflow.app.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times on the command line: ISO, with an offset, of the years that events may have; a date alone is its midnight in UTC. */
final class Times implements ITypeConverter<Instant> {
    /** The times that messages are read as (docs/semantics.md, Times): from the first to before the second. */
    static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");

    static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    @Override
    public Instant convert(String text) {
        try {
            Instant time = text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            if (time.isBefore(FIRST) || !time.isBefore(LAST)) {
                throw new TypeConversionException("'" + text + "' is not within the years 1900 to 2199");
            }
            return time;
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is no time such as 2026-11-01T01:23:20Z");
        }
    }
}
