package org.wardflow.hospital.catchup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.Lake;
import org.wardflow.lake.MaintenanceReport;

/** One run over all that is in bronze: on any engine the same cycles, the same hours, the same care of files. */
public final class CatchUp {
    private final Lake lake;
    private final SqlEngine engine;
    private final Content declared;
    private final Clock clock;

    /**
     * A run to come.
     *
     * @param lake open for writing
     * @param declared the content without the columns of attributes
     */
    public CatchUp(Lake lake, SqlEngine engine, Content declared, Clock clock) {
        this.lake = lake;
        this.engine = engine;
        this.declared = declared;
        this.clock = clock;
    }

    /** Is told what was done. */
    public interface Log {
        /** A cycle has ended. */
        void cycle(CycleReport report);

        /** So many hours have been closed. */
        void hours(long closed);

        /** No hour has been closed, since all that there is was recorded after now. */
        default void ahead() {
            hours(0);
        }

        /** So many events lie before the first closed hour, or too far back to start one; see {@link ClosedHours}. */
        default void before(long events, Instant firstHour) {}

        /** Files have been written anew, and old ones deleted. */
        void upkeep(int rewritten, long deleted);
    }

    /**
     * Runs.
     *
     * @param until the end of the last hour to close; see {@link ClosedHours}
     * @param keep how long old versions stay readable
     */
    public void run(Optional<Instant> until, Duration keep, Log log) {
        try (Pipeline pipeline = Pipeline.open(lake, content(), engine, clock)) {
            CycleReport first = cycle(pipeline, log);
            if (new NewAttributes(lake, engine, clock, pipeline, declared, this::content).follow(first)) {
                var unused = cycle(pipeline, log);
            }
            Reader reader = new Reader(lake, pipeline.content(), engine);
            long hours = ClosedHours.close(reader, pipeline, clock, until);
            Optional<Instant> firstHour = pipeline.firstHour();
            if (firstHour.isEmpty() && until.isEmpty() && ClosedHours.isAllAhead(reader, clock)) {
                log.ahead();
            } else {
                log.hours(hours);
            }
            if (hours > 0 || firstHour.isEmpty()) {
                leftOut(reader, firstHour.orElseGet(this::oldestHour), log);
            }
            if (hours > 0) {
                var unused = cycle(pipeline, log);
            }
            int rewritten = pipeline.compact();
            long deleted = pipeline.maintain(Keep.all(keep)).stream()
                    .mapToLong(CatchUp::deleted)
                    .sum();
            log.upkeep(rewritten, deleted);
        }
    }

    private Instant oldestHour() {
        return clock.instant().minus(ClosedHours.SPAN_MAX).truncatedTo(ChronoUnit.HOURS);
    }

    private static void leftOut(Reader reader, Instant firstHour, Log log) {
        long events = ClosedHours.eventsBefore(reader, firstHour);
        if (events > 0) {
            log.before(events, firstHour);
        }
    }

    private Content content() {
        return AttributeTable.extend(declared, SeenAttribute.recorded(lake, engine));
    }

    private static CycleReport cycle(Pipeline pipeline, Log log) {
        CycleReport report = pipeline.runCycle();
        log.cycle(report);
        return report;
    }

    private static long deleted(MaintenanceReport report) {
        return report.dataFilesDeleted() + report.logFilesDeleted();
    }
}
