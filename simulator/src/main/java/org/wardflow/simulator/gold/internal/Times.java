package org.wardflow.simulator.gold.internal;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads times as docs/semantics.md §1 accepts them. */
final class Times {
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4})-(\\d{2})-(\\d{2})[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,6}))?)?(Z|[+-](?:0\\d|1[0-4]):[0-5]\\d)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2199;

    /** A time that was read, and whether its local time does not exist or exists twice. */
    record Reading(long micros, boolean ambiguous) {}

    private Times() {}

    /** Reads a time; one without an offset is local to the zone. Empty if it is absent or unreadable. */
    static Optional<Reading> read(@Nullable String text, ZoneId zone) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher match = TIME.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        int year = Integer.parseInt(match.group(1));
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    year,
                    Integer.parseInt(match.group(2)),
                    Integer.parseInt(match.group(3)),
                    Integer.parseInt(match.group(4)),
                    Integer.parseInt(match.group(5)),
                    match.group(6) == null ? 0 : Integer.parseInt(match.group(6)),
                    nanos(match.group(7)));
            String offset = match.group(8);
            return Optional.of(
                    offset == null ? local(local, zone) : new Reading(micros(local, ZoneOffset.of(offset)), false));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** In a gap as in an overlap the offset before the change holds. */
    private static Reading local(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change == null
                ? new Reading(micros(local, zone.getRules().getOffset(local)), false)
                : new Reading(micros(local, change.getOffsetBefore()), true);
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static long micros(LocalDateTime local, ZoneOffset offset) {
        return Text.micros(local.toInstant(offset));
    }

    /** Reads a date of birth; empty if it is absent or unreadable. */
    static Optional<LocalDate> readDate(@Nullable String text) {
        if (text == null || !DATE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text))
                    .filter(date -> date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
