package org.wardflow.spark.job;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.hospital.catchup.CatchUp;
import org.wardflow.ingest.LiveSource;
import org.wardflow.spark.WorkMeter;

/** What the job says on its output: a line an event, its parts divided by tabs, for people and for the process that started it. */
final class Lines implements CatchUp.Log {
    private final PrintStream out;
    private final PrintStream err;
    private final Set<String> troubled = new LinkedHashSet<>();
    private boolean done = true;

    Lines(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Topics are followed from now on. */
    void up() {
        line("up");
    }

    /** It has stopped as it was told to, after the round in hand. */
    void stopped() {
        line("stopped");
    }

    /**
     * One cycle of a following job: its rows from topics, how long it took, and how long before its end the oldest and the newest of them were taken
     * in, or came to a broker that says when, in milliseconds.
     */
    void round(CycleReport report, Pending pending, Duration took, Instant now) {
        if (report.runs().isEmpty() && report.failures().isEmpty()) {
            return;
        }
        line(
                "round",
                report.cycle(),
                pending.rows(),
                took.toMillis(),
                age(pending.oldest(), now),
                age(pending.newest(), now),
                report.runs().size());
        failures(report);
        done = report.failures().isEmpty();
    }

    private static long age(Optional<Instant> of, Instant now) {
        return of.map(at -> Math.max(0, Duration.between(at, now).toMillis())).orElse(0L);
    }

    /** What keeps records from coming is said when it begins, and when it has passed. */
    void troubles(LiveSource source) {
        Map<String, WardflowException> now = new LinkedHashMap<>();
        source.trouble().ifPresent(trouble -> now.put("brokers", trouble));
        source.streams()
                .forEach(stream -> stream.halts()
                        .forEach(halt -> now.put(stream.name() + " partition " + halt.partition(), halt.reason())));
        now.forEach((subject, trouble) -> {
            if (troubled.add(subject)) {
                err.println(trouble.getMessage());
            }
        });
        troubled.removeIf(subject -> {
            boolean over = !now.containsKey(subject);
            if (over) {
                err.println("Solved: " + subject);
            }
            return over;
        });
        err.flush();
    }

    @Override
    public void cycle(CycleReport report) {
        for (ModelRun run : report.runs()) {
            String keys = run.touchedKeys().isPresent()
                    ? String.valueOf(run.touchedKeys().getAsLong())
                    : "all";
            line(
                    "model",
                    report.cycle(),
                    run.model(),
                    run.changedInputRows(),
                    keys,
                    run.rowsAdded(),
                    run.rowsRemoved(),
                    run.millis());
        }
        line("cycle", report.cycle(), report.failures().size());
        failures(report);
        done &= report.failures().isEmpty();
    }

    private void failures(CycleReport report) {
        report.failures().forEach(failure -> err.println(failure.reason().getMessage()));
        report.skipped().forEach(skipped -> err.println("Not computed: " + skipped));
        err.flush();
    }

    @Override
    public void hours(long closed) {
        line("hours", closed);
    }

    @Override
    public void ahead() {
        line("ahead");
    }

    @Override
    public void before(long events, Instant firstHour) {
        line("before", events, firstHour);
    }

    @Override
    public void upkeep(int rewritten, long deleted) {
        line("upkeep", rewritten, deleted);
    }

    /** What the executors did, a line a model. */
    void work(SortedMap<String, WorkMeter.Work> done) {
        done.forEach((model, work) -> line(
                "work",
                model,
                work.tasks(),
                work.runMillis(),
                work.cpuMillis(),
                work.readBytes(),
                work.shuffledBytes(),
                work.writtenBytes(),
                work.spilledBytes(),
                work.answeredBytes()));
    }

    /** The run has come to nothing. */
    void refused(WardflowException reason) {
        line("error", reason.code());
        err.println(reason.getMessage());
        err.flush();
    }

    /** What somebody who waits should know. */
    void note(String text) {
        err.println(text);
        err.flush();
    }

    /** Whether no model failed so far. */
    boolean allDone() {
        return done;
    }

    private void line(Object... parts) {
        out.println(Stream.of(parts).map(String::valueOf).collect(Collectors.joining("\t")));
        out.flush();
    }
}
