package org.wardflow.simulator.internal;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes times the way a facility does. */
final class TimeText {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter OFFSET =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private TimeText() {}

    static String zulu(long time) {
        return Instant.ofEpochSecond(time).toString();
    }

    /** UTC without an offset and with fraction, as the eight-field form writes it. */
    static String naive(long time) {
        return LOCAL.format(LocalDateTime.ofEpochSecond(time, 0, ZoneOffset.UTC)) + ".000000";
    }

    static String offset(long time, ZoneId zone) {
        return OFFSET.format(Instant.ofEpochSecond(time).atZone(zone));
    }

    static String local(long time, ZoneId zone) {
        return LOCAL.format(Instant.ofEpochSecond(time).atZone(zone));
    }

    /** As the facility writes it; a local time that exists twice is given its offset. */
    static String of(long time, Facility facility) {
        return switch (facility.style()) {
            case ZULU -> zulu(time);
            case OFFSET -> offset(time, facility.zone());
            case LOCAL ->
                overlap(time, facility.zone()) == null ? local(time, facility.zone()) : offset(time, facility.zone());
        };
    }

    /** The change of the clocks that makes the local time exist twice; null if it does not. */
    static @Nullable ZoneOffsetTransition overlap(long time, ZoneId zone) {
        return zone.getRules().getTransition(LocalDateTime.ofInstant(Instant.ofEpochSecond(time), zone));
    }
}
