package org.wardflow.spark.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.wardflow.core.SteadyClock;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.read.Reader;
import org.wardflow.hospital.catchup.AttributeTable;
import org.wardflow.hospital.catchup.ClosedHours;
import org.wardflow.hospital.catchup.NewAttributes;
import org.wardflow.hospital.catchup.SeenAttribute;
import org.wardflow.ingest.LiveSource;
import org.wardflow.lake.Lake;

/**
 * Follows topics: takes in what has come, closes the hours that have passed, runs a cycle, again and again, on one thread. What fails as a
 * whole ends it: a new start goes on from the newest commits, and nothing is lost. A model that fails is tried again with the next cycle.
 */
final class Following {
    /** How long a round waits for records when all is quiet. */
    static final Duration IDLE_WAIT = Duration.ofSeconds(1);

    /** Batches of one cycle: a cycle on Spark costs much, however few rows it has, so it takes more of them when behind. */
    static final int BATCHES_MAX = 20;

    /** After a model failed, though nothing came. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    /** Between two compactions, and between two clean-ups. */
    static final Duration COMPACT_EVERY = Duration.ofMinutes(2);

    static final Duration MAINTAIN_EVERY = Duration.ofMinutes(30);

    private static final Duration ENDS_MAX = Duration.ofSeconds(60);

    private final Lake lake;
    private final SqlEngine engine;
    private final Content declared;
    private final Clock clock;
    private final LiveSource.Opener opener;

    /**
     * Work to come.
     *
     * @param lake open for writing
     * @param declared the content without the columns of attributes
     * @param opener of the topics
     */
    Following(Lake lake, SqlEngine engine, Content declared, Clock clock, LiveSource.Opener opener) {
        this.lake = lake;
        this.engine = engine;
        this.declared = declared;
        this.clock = clock;
        this.opener = opener;
    }

    /** Takes in what the topics hold now, and computes nothing. Throws what keeps a part of it from coming. */
    void land() {
        try (Pipeline pipeline = open();
                LiveSource source = opener.open(pipeline)) {
            Map<String, Map<Integer, Long>> ends = source.ends(ENDS_MAX);
            while (!reached(ends, source.streams())) {
                var unused = source.poll(IDLE_WAIT);
                source.trouble().ifPresent(Following::raise);
                source.streams().forEach(stream -> stream.halts().forEach(halt -> raise(halt.reason())));
            }
        }
    }

    private static void raise(WardflowException trouble) {
        throw trouble;
    }

    private static boolean reached(Map<String, Map<Integer, Long>> ends, List<LiveSource.Stream> streams) {
        Map<String, Map<Integer, Long>> next = new HashMap<>();
        streams.forEach(stream -> next.put(stream.name(), stream.next()));
        return ends.entrySet().stream()
                .allMatch(stream -> stream.getValue().entrySet().stream()
                        .allMatch(end ->
                                next.getOrDefault(stream.getKey(), Map.of()).getOrDefault(end.getKey(), 0L)
                                        >= end.getValue()));
    }

    /** Goes on until it is to stop. */
    void run(BooleanSupplier stop, Keep keep, Lines lines) {
        try (Pipeline pipeline = open();
                LiveSource source = opener.open(pipeline)) {
            new Rounds(pipeline, source, keep, lines).run(stop);
        }
    }

    private Pipeline open() {
        // A state that bears a time to come would keep all before it for as long.
        return Pipeline.open(lake, content(), engine, SteadyClock.over(clock));
    }

    private Content content() {
        return AttributeTable.extend(declared, SeenAttribute.recorded(lake, engine));
    }

    /** Over one pipeline and one source. */
    private final class Rounds {
        private final Pipeline pipeline;
        private final LiveSource source;
        private final Keep keep;
        private final Lines lines;
        private final Clock hours = SteadyClock.over(clock);
        private final NewAttributes attributes;
        private Pending pending = Pending.NONE;
        private boolean dirty = true;
        private Instant ticked = Instant.MIN;
        private long retried = WallClock.nanos();
        private long compacted = WallClock.nanos();
        private long maintained = WallClock.nanos();

        Rounds(Pipeline pipeline, LiveSource source, Keep keep, Lines lines) {
            this.pipeline = pipeline;
            this.source = source;
            this.keep = keep;
            this.lines = lines;
            this.attributes = new NewAttributes(lake, engine, clock, pipeline, declared, Following.this::content);
        }

        void run(BooleanSupplier stop) {
            boolean failed = false;
            while (!stop.getAsBoolean()) {
                poll();
                dirty |= tick();
                if (dirty || (failed && isOver(RETRY_AFTER, retried))) {
                    failed = !cycle();
                    retried = WallClock.nanos();
                }
                if (!stop.getAsBoolean()) {
                    care();
                }
            }
            if (dirty) {
                // Hours and columns that came of the last cycle; there is no poll before it, so this is the end.
                boolean unused = cycle();
            }
        }

        private void poll() {
            List<LiveSource.Taken> taken = source.poll(dirty ? Duration.ZERO : IDLE_WAIT);
            for (int batches = 1; !taken.isEmpty() && batches <= BATCHES_MAX; batches++) {
                pending = pending.with(taken);
                dirty = true;
                taken = batches < BATCHES_MAX ? source.poll(Duration.ZERO) : List.of();
            }
            lines.troubles(source);
        }

        /** Closes the hours that have passed; the first ones wait until there is data to start from. */
        private boolean tick() {
            Instant now = hours.instant().truncatedTo(ChronoUnit.HOURS);
            if (!now.isAfter(ticked) || pipeline.table(Pipeline.CLOCK).latest().visibleRows() == 0) {
                return false;
            }
            ticked = now;
            return pipeline.appendClock(now, now) > 0;
        }

        /** True if no model failed. */
        private boolean cycle() {
            boolean caughtUp = source.streams().stream().allMatch(stream -> stream.lag() == 0);
            long began = WallClock.nanos();
            CycleReport report = pipeline.runCycle();
            lines.round(report, pending, Duration.ofNanos(WallClock.nanos() - began), clock.instant());
            boolean succeeded = report.failures().isEmpty();
            if (succeeded) {
                pending = Pending.NONE;
            }
            // What it saw for the first time gets its columns with the next one.
            dirty = attributes.follow(report);
            // The first event is known once what waited at the start is in; one further back may come at any time.
            if (caughtUp || pipeline.firstHour().isPresent()) {
                Instant now = hours.instant().truncatedTo(ChronoUnit.HOURS);
                Reader reader = new Reader(lake, pipeline.content(), engine);
                dirty |= ClosedHours.close(reader, pipeline, hours, Optional.of(now)) > 0;
            }
            return succeeded;
        }

        /** Files and logs; between two cycles, for a second thread would take the executors from them. */
        private void care() {
            if (isOver(COMPACT_EVERY, compacted)) {
                var unused = pipeline.compact();
                compacted = WallClock.nanos();
            }
            if (isOver(MAINTAIN_EVERY, maintained)) {
                var unused = pipeline.maintain(keep);
                maintained = WallClock.nanos();
            }
        }

        private static boolean isOver(Duration time, long since) {
            return WallClock.nanos() - since >= time.toNanos();
        }
    }
}
