package org.wardflow.app.live.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.live.LiveState;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.ingest.LiveSource;
import org.wardflow.lake.TableName;

/** What the live thread counts, from which each {@link LiveState} is made. Used by the live thread alone. */
final class Book {
    private static final int SHORT_SECONDS = 10;
    private static final int LONG_SECONDS = 60;

    private final Clock wall;
    private final Instant started;
    private final SortedMap<String, Counter> counters = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> inGold = new HashMap<>();
    private final SortedMap<TableName, LiveState.Written> written = new TreeMap<>();
    private Optional<Instant> closedUpTo = Optional.empty();
    private Optional<LiveState.Cycle> lastCycle = Optional.empty();
    private @Nullable Instant oldest;
    private @Nullable Instant newest;
    private long pendingRows;
    private long manifest;
    private long cycles;

    Book(Clock wall, long manifest) {
        this.wall = wall;
        this.started = wall.instant();
        this.manifest = manifest;
    }

    /** What one stream has brought. */
    private static final class Counter {
        private final Rate rate = new Rate();
        private long rows;
        private long bytes;
        private long lag;
        private boolean isLagKnown;
        private Optional<Instant> lastRecord = Optional.empty();
    }

    void took(LiveSource.Taken taken) {
        Counter counter = counter(taken.stream());
        counter.rows += taken.rows();
        counter.bytes += taken.bytes();
        counter.lastRecord = Optional.of(taken.newest());
        counter.rate.add(WallClock.nanos(), taken.rows());
        oldest = oldest == null || taken.oldest().isBefore(oldest) ? taken.oldest() : oldest;
        newest = newest == null || taken.newest().isAfter(newest) ? taken.newest() : newest;
        pendingRows += taken.rows();
    }

    void stands(LiveSource.Stream stream) {
        Counter counter = counter(stream.name());
        counter.lag = stream.lag();
        counter.isLagKnown = stream.isLagKnown();
    }

    void closed(Instant upTo) {
        closedUpTo = Optional.of(upTo);
    }

    Optional<Instant> closedUpTo() {
        return closedUpTo;
    }

    /** The time of the newest cycle that ended since the start. */
    Optional<Instant> inGoldAt() {
        return lastCycle.map(LiveState.Cycle::ended);
    }

    /**
     * A cycle has ended with a manifest.
     *
     * @param positions up to which bronze was filled when it began
     */
    void cycled(CycleReport report, Duration took, Map<String, Map<Integer, Long>> positions) {
        Instant now = wall.instant();
        manifest = report.cycle();
        cycles++;
        SortedMap<TableName, Duration> models = new TreeMap<>();
        for (ModelRun run : report.runs()) {
            models.put(run.model(), Duration.ofMillis(run.millis()));
            wrote(run);
        }
        lastCycle =
                Optional.of(new LiveState.Cycle(now, took, pendingRows, age(oldest, now), age(newest, now), models));
        if (report.failures().isEmpty()) {
            inGold.putAll(positions);
            oldest = null;
            newest = null;
            pendingRows = 0;
        }
    }

    private void wrote(ModelRun run) {
        LiveState.Written before = written.get(run.model());
        written.put(
                run.model(),
                new LiveState.Written(
                        manifest,
                        run.rowsAdded(),
                        run.rowsRemoved(),
                        run.rowsAdded() + (before == null ? 0 : before.addedInAll()),
                        run.rowsRemoved() + (before == null ? 0 : before.removedInAll())));
    }

    /** Everything before these positions is in gold; true if that is news. */
    boolean reached(Map<String, Map<Integer, Long>> positions) {
        boolean news = !inGold.entrySet().containsAll(positions.entrySet());
        if (news) {
            inGold.putAll(positions);
        }
        return news;
    }

    private static Duration age(@Nullable Instant of, Instant now) {
        return of == null || of.isAfter(now) ? Duration.ZERO : Duration.between(of, now);
    }

    private Counter counter(String stream) {
        return counters.computeIfAbsent(stream, name -> new Counter());
    }

    LiveState state(LiveState.Phase phase, Instant hoursAt, Problems problems) {
        long nanos = WallClock.nanos();
        List<LiveState.Source> sources = new ArrayList<>();
        counters.forEach((name, counter) -> sources.add(new LiveState.Source(
                name,
                counter.rows,
                counter.bytes,
                counter.rate.over(nanos, SHORT_SECONDS),
                counter.rate.over(nanos, LONG_SECONDS),
                counter.lag,
                counter.isLagKnown,
                counter.lastRecord)));
        return new LiveState(
                phase,
                wall.instant(),
                started,
                hoursAt,
                closedUpTo,
                manifest,
                cycles,
                lastCycle,
                sources,
                inGold,
                Optional.ofNullable(oldest),
                Optional.ofNullable(newest),
                written,
                problems.all());
    }
}
