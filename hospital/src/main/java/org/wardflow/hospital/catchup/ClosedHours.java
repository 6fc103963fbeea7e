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

/** Which hours have closed, told from the data: that of batches, where no clock ticks. */
public final class ClosedHours {
    /** An event further before the first recording than this starts no hours: it would start thousands of empty ones. */
    public static final Duration MAX_BEFORE_FIRST_RECORDING = Duration.ofDays(400);

    private ClosedHours() {}

    /**
     * Closes the hours that the data has passed. Messages in quarantine count too: they may leave it, and the hours are then there.
     *
     * @param until the end; without it, the latest recorded time that the machine's clock has reached too, or the latest of
     *     all if it has reached none
     * @return hours closed now
     */
    public static long close(Reader reader, Pipeline pipeline, Clock clock, Optional<Instant> until) {
        List<@Nullable Object> times = new ArrayList<>();
        reader.query("""
                select min(recorded_ts), max(recorded_ts), max(recorded_ts) filter (where recorded_ts <= timestamp '%s'),
                    min(event_ts)
                from silver.patient_flow_message""".formatted(clock.instant()), KnownAt.now(), times::addAll);
        if (!(times.get(0) instanceof Instant firstRecorded)
                || !(times.get(1) instanceof Instant lastRecorded)
                || !(times.get(3) instanceof Instant firstEvent)) {
            return 0;
        }
        Instant reached = times.get(2) instanceof Instant time ? time : lastRecorded;
        Instant earliest = firstRecorded.minus(MAX_BEFORE_FIRST_RECORDING);
        Instant from = firstEvent.isBefore(earliest) ? earliest : firstEvent;
        return pipeline.appendClock(
                from.truncatedTo(ChronoUnit.HOURS), until.orElse(reached).truncatedTo(ChronoUnit.HOURS));
    }
}
