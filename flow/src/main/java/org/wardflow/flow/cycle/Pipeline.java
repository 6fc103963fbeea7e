package org.wardflow.flow.cycle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.internal.Cycles;
import org.wardflow.flow.cycle.internal.StagedPaths;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.engine.TimeZones;
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
    private static final String TICK = "tick_ts";
    private static final Duration HOUR = Duration.ofHours(1);

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
        return new Pipeline(engine, Cycles.open(lake, onEngine(content, engine), engine, clock));
    }

    private static Content onEngine(Content content, SqlEngine engine) {
        return content.withZoneRules(TimeZones.digest(engine, content.zones()));
    }

    public Content content() {
        return cycles.content();
    }

    /** Goes on with other content between two cycles, as {@link #open} would. */
    public void follow(Content content) {
        cycles.follow(onEngine(content, engine));
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
        return appendBronze(bronze, files, newest -> domains);
    }

    /**
     * Commits rows to a bronze table.
     *
     * @param domains domain metadata of the same commit, told by the version that the commit is made on; what it throws commits nothing
     */
    public Snapshot appendBronze(
            TableName bronze, List<StagedFile> files, Function<Snapshot, Map<String, String>> domains) {
        return cycles.append(bronze, files, domains);
    }

    /** The start of the first hour that has a row in {@code bronze.clock}; empty if none has. */
    public Optional<Instant> firstHour() {
        return table(CLOCK).latest().files().stream()
                .flatMap(file -> Optional.ofNullable(file.statistics().get(TICK)).stream())
                .flatMap(bounds -> Optional.ofNullable(bounds.min()).stream())
                .map(micros -> Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS))
                .min(Comparator.naturalOrder())
                .map(tick -> tick.minus(HOUR));
    }

    /**
     * Adds a row to {@code bronze.clock} for each hour that has closed and has none yet.
     *
     * @param from the first hour is the one that ends after this; without effect if the first that there is begins earlier
     * @param until the last hour is the one that ends at or before this
     * @return rows added
     */
    public long appendClock(Instant from, Instant until) {
        Table table = table(CLOCK);
        Instant begin = from.truncatedTo(ChronoUnit.HOURS);
        Optional<Instant> last = table.latest().domain(LAST_TICK).map(Instant::parse);
        List<Instant> ticks = new ArrayList<>();
        firstHour().ifPresent(first -> addTicks(ticks, begin, first));
        addTicks(ticks, last.orElse(begin), until);
        if (ticks.isEmpty()) {
            return 0;
        }
        try (RowAppender appender = newAppender(CLOCK)) {
            for (Instant tick : ticks) {
                @Nullable Object[] row = new @Nullable Object[table.spec().columns().size()];
                row[0] = tick;
                appender.append(row);
            }
            Instant newest = ticks.get(ticks.size() - 1);
            Map<String, String> domain = Map.of(
                    LAST_TICK, last.filter(newest::isBefore).orElse(newest).toString());
            Snapshot committed = appendBronze(CLOCK, appender.finish(), domain);
            return committed.version() < 0 ? 0 : appender.rows();
        }
    }

    /** The ends of the hours after one time, up to another. */
    private static void addTicks(List<Instant> ticks, Instant after, Instant until) {
        for (Instant tick = after.plus(HOUR); !tick.isAfter(until); tick = tick.plus(HOUR)) {
            ticks.add(tick);
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
        CleanUp cleanUp = cleanUp(keep);
        List<MaintenanceReport> reports = new ArrayList<>();
        while (!cleanUp.isOver()) {
            cleanUp.next().ifPresent(reports::add);
        }
        cleanUp.requireUndamaged();
        return reports;
    }

    /** The same, a table at a time; to be ended, or left, before the pipeline is closed. */
    public CleanUp cleanUp(Keep keep) {
        return cycles.cleanUp(keep);
    }

    /** Frees the sessions; the lake and the engine stay open. */
    @Override
    public void close() {
        cycles.close();
    }

    /** Closes the session with the appender, and deletes what it wrote and nobody committed. */
    private static final class OwnedAppender implements RowAppender {
        private final SqlSession session;
        private final StagedPaths paths;
        private final RowAppender appender;

        OwnedAppender(SqlSession session, Table table) {
            this.session = session;
            this.paths = new StagedPaths(table);
            this.appender = session.append(table.spec(), paths.get());
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
            try (session;
                    paths) {
                appender.close();
            }
        }
    }
}
