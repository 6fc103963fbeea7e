package org.wardflow.hospital.catchup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;

/**
 * Which hours have closed, told from the events. The first is that of the first event that took part, as far back as events follow each other; one that
 * arrives later and lies further back brings the hours from there on, so that their order of arrival does not matter.
 */
public final class ClosedHours {
    /** An event with no other for so long after it starts no hours: a date that a system has filled in would start thousands of empty ones. */
    public static final Duration SILENCE_MAX = Duration.ofDays(400);

    /**
     * No hours begin longer than this before the last one, ten years: each has a row for every department. An event that lies further back starts none
     * by itself: 1900 and 1970 are what systems fill in, and no hour of that time would be there.
     */
    public static final Duration SPAN_MAX = Duration.ofDays(3_653);

    private ClosedHours() {}

    /**
     * Closes the hours that the data has passed, and those before the first one if events lie there now.
     *
     * @param until the end; without it, the latest recorded time that the machine's clock has reached too: what closes stays closed, so
     *     a slip of the pen in a year must not close the hours up to then
     * @return hours closed now
     */
    public static long close(Reader reader, Pipeline pipeline, Clock clock, Optional<Instant> until) {
        Optional<Instant> end = until.or(() -> reached(reader, clock)).map(time -> time.truncatedTo(ChronoUnit.HOURS));
        if (end.isEmpty()) {
            return 0;
        }
        Optional<Instant> first = pipeline.firstHour();
        return first(reader, first, end.get())
                .map(from -> pipeline.appendClock(from, end.get()))
                .orElse(0L);
    }

    /** Events that took part and lie before a time. */
    public static long eventsBefore(Reader reader, Instant first) {
        List<@Nullable Object> counted = new ArrayList<>();
        reader.query(
                "select count(*) from silver.encounter_event where event_ts < timestamp '%s'".formatted(first),
                KnownAt.now(),
                counted::addAll);
        return counted.get(0) instanceof Long events ? events : 0;
    }

    /** Whether there are messages, and all recorded after now. */
    static boolean isAllAhead(Reader reader, Clock clock) {
        return recorded(reader, "min", "true").filter(clock.instant()::isBefore).isPresent();
    }

    private static Optional<Instant> reached(Reader reader, Clock clock) {
        return recorded(reader, "max", "recorded_ts <= timestamp '%s'".formatted(clock.instant()));
    }

    private static Optional<Instant> recorded(Reader reader, String which, String where) {
        List<@Nullable Object> times = new ArrayList<>();
        reader.query(
                "select %s(recorded_ts) from silver.patient_flow_message where %s".formatted(which, where),
                KnownAt.now(),
                times::addAll);
        return Optional.ofNullable(times.get(0)).map(Instant.class::cast);
    }

    /** The start of the first hour: goes back from day to day with events, from the hours that there are or else from the last event, until a silence; empty if that
     * lies too far back. */
    private static Optional<Instant> first(Reader reader, Optional<Instant> opened, Instant end) {
        Instant oldest = end.minus(SPAN_MAX);
        List<Instant> reach = new ArrayList<>(opened.stream().toList());
        reader.query(
                "select max(event_ts), min(event_ts) from silver.encounter_event where event_ts < timestamp '%s' group by cast(event_ts as date) order by 1 desc"
                        .formatted(opened.orElse(end)),
                KnownAt.now(),
                day -> {
                    if (day.get(0) instanceof Instant last
                            && day.get(1) instanceof Instant first
                            && !last.isBefore(
                                    reach.isEmpty() ? oldest : reach.get(0).minus(SILENCE_MAX))) {
                        reach.clear();
                        reach.add(first.truncatedTo(ChronoUnit.HOURS));
                    }
                });
        return reach.stream().map(from -> from.isBefore(oldest) ? oldest : from).findFirst();
    }
}
