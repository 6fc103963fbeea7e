package org.wardflow.app.workspace;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;

/** Which hours have closed, told from the data: that of batches, where no clock ticks. */
public final class ClosedHours {
    /** An event further before the first recording than this starts no hours: it would start thousands of empty ones. */
    public static final Duration MAX_BEFORE_FIRST_RECORDING = Duration.ofDays(400);

    private static final TableName MESSAGES = TableName.parse("silver.patient_flow_message");
    private static final TableName EVENTS = TableName.parse("silver.encounter_event");

    private ClosedHours() {}

    /**
     * Closes the hours that the data has passed.
     *
     * @param until the end; without it, the latest recorded time that the machine's clock has reached too, or the latest of
     *     all if it has reached none
     * @return hours closed now
     */
    public static long close(Workspace workspace, Pipeline pipeline, Optional<Instant> until) {
        try (SqlSession session = workspace.engine().open()) {
            String now = session.cast("'" + workspace.clock().instant() + "'", ColumnType.TIMESTAMP);
            List<@Nullable Object> recorded = first(
                    pipeline,
                    session,
                    MESSAGES,
                    "select min(recorded_ts), max(recorded_ts), max(recorded_ts) filter (where recorded_ts <= %s) from %s"
                            .formatted(now, MESSAGES));
            List<@Nullable Object> events = first(pipeline, session, EVENTS, "select min(event_ts) from " + EVENTS);
            if (!(recorded.get(0) instanceof Instant firstRecorded)
                    || !(recorded.get(1) instanceof Instant lastRecorded)
                    || !(events.get(0) instanceof Instant firstEvent)) {
                return 0;
            }
            Instant reached = recorded.get(2) instanceof Instant time ? time : lastRecorded;
            Instant earliest = firstRecorded.minus(MAX_BEFORE_FIRST_RECORDING);
            Instant from = firstEvent.isBefore(earliest) ? earliest : firstEvent;
            return pipeline.appendClock(
                    from.truncatedTo(ChronoUnit.HOURS), until.orElse(reached).truncatedTo(ChronoUnit.HOURS));
        }
    }

    private static List<@Nullable Object> first(Pipeline pipeline, SqlSession session, TableName table, String sql) {
        List<@Nullable Object> row = new ArrayList<>();
        session.query(
                sql,
                Map.of(
                        table.toString(),
                        session.scan(Scan.of(pipeline.table(table).latest()))),
                row::addAll);
        return row;
    }
}
