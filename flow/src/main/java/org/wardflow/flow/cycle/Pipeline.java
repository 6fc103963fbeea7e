package org.wardflow.flow.cycle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.internal.Cycles;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Lake;
import org.wardflow.lake.MaintenanceReport;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/**
 * A lake with its content: rows in at bronze, every model brought up to date in cycles. Sources may append from other threads while
 * a cycle runs; it sees what was there when it began.
 */
public final class Pipeline implements AutoCloseable {
    /** The table of closed hours. */
    public static final TableName CLOCK = new TableName("bronze", "clock");

    private static final String LAST_TICK = "wardflow.clock";

    private final SqlEngine engine;
    private final Cycles cycles;

    private Pipeline(SqlEngine engine, Cycles cycles) {
        this.engine = engine;
        this.cycles = cycles;
    }

    /**
     * Opens a lake with its content. Missing tables are created, contracts that gained columns are followed; a computed
     * table whose contract changed otherwise is made anew by the next cycle, and for a bronze table that is SCHEMA_CHANGE.
     *
     * @param lake open for writing; it stays open
     * @param engine stays open
     */
    public static Pipeline open(Lake lake, Content content, SqlEngine engine, Clock clock) {
        return new Pipeline(engine, Cycles.open(lake, content, engine, clock));
    }

    public Content content() {
        return cycles.content();
    }

    /** Goes on with other content between two cycles, as {@link #open} would. */
    public void follow(Content content) {
        cycles.follow(content);
    }

    /** A table of the content. */
    public Table table(TableName name) {
        return cycles.table(name);
    }

    /** Brings all models up to date with what is in bronze now, and writes the manifest if anything changed. */
    public CycleReport runCycle() {
        return cycles.run();
    }

    /**
     * Makes the rows of a computed table those of a snapshot of another lake that was computed from the same bronze rows; what
     * differs is one commit. The models that read the table follow in the next cycle.
     */
    public Replaced replace(TableName table, Snapshot wanted) {
        return cycles.replace(table, wanted);
    }

    /** Opens a file for new rows of a bronze table, for {@link #appendBronze}. It has a session of its own. */
    public RowAppender newAppender(TableName bronze) {
        Table table = table(bronze);
        return new OwnedAppender(engine.open(), table);
    }

    /**
     * Commits rows to a bronze table.
     *
     * @param domains domain metadata of the same commit: where the source goes on from
     */
    public Snapshot appendBronze(TableName bronze, List<StagedFile> files, Map<String, String> domains) {
        return cycles.append(bronze, files, domains);
    }

    /**
     * Adds a row to {@code bronze.clock} for each hour that has closed and has none yet.
     *
     * @param from the first hour is the one that ends after this; without effect once there are rows
     * @param until the last hour is the one that ends at or before this
     * @return rows added
     */
    public long appendClock(Instant from, Instant until) {
        Table table = table(CLOCK);
        Optional<Instant> last = table.latest().domain(LAST_TICK).map(Instant::parse);
        Instant tick = last.orElse(from).truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        if (tick.isAfter(until)) {
            return 0;
        }
        try (RowAppender appender = newAppender(CLOCK)) {
            int width = table.spec().columns().size();
            Instant newest = tick;
            for (; !tick.isAfter(until); tick = tick.plus(Duration.ofHours(1))) {
                @Nullable Object[] row = new @Nullable Object[width];
                Arrays.fill(row, null);
                row[0] = tick;
                appender.append(row);
                newest = tick;
            }
            Snapshot committed = appendBronze(CLOCK, appender.finish(), Map.of(LAST_TICK, newest.toString()));
            return committed.version() < 0 ? 0 : appender.rows();
        }
    }

    /**
     * Merges small files and files with many deleted rows, so that reading stays cheap; the rows stay the same. Runs beside a
     * cycle, on another thread; the model of the table at hand waits.
     *
     * @return files written anew
     */
    public int compact() {
        return cycles.compact();
    }

    /**
     * Checkpoints, cleans the logs, and deletes files that no state needs that {@code keep} names. Runs
     * beside a cycle, on another thread.
     */
    public List<MaintenanceReport> maintain(Keep keep) {
        return cycles.maintain(keep);
    }

    /** Frees the sessions; the lake and the engine stay open. */
    @Override
    public void close() {
        cycles.close();
    }

    /** Closes the session with the appender. */
    private static final class OwnedAppender implements RowAppender {
        private final SqlSession session;
        private final RowAppender appender;

        OwnedAppender(SqlSession session, Table table) {
            this.session = session;
            this.appender = session.append(table.spec(), table.newStagingFile());
        }

        @Override
        public void append(@Nullable Object... values) {
            appender.append(values);
        }

        @Override
        public long rows() {
            return appender.rows();
        }

        @Override
        public List<StagedFile> finish() {
            return appender.finish();
        }

        @Override
        public void close() {
            appender.close();
            session.close();
        }
    }
}
