package org.wardflow.app.bench.latency;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.lake.TableName;

/**
 * The time that is measured, and what went on in it.
 *
 * @param cpu processor time of this process; from when it began until the window is closed
 * @param producerCpu the same of the producer's
 * @param bronze time in polls that brought something
 * @param idle time in polls that did not
 */
record Window(Instant from, Instant to, Duration cpu, Duration producerCpu, Duration bronze, Duration idle) {

    static Window open(Clock clock, TimedSource source, ProducerProcess producer) {
        Instant now = clock.instant();
        return new Window(now, now, cpuSoFar(), producer.cpu(), source.bronze(), source.idle());
    }

    /** The window up to now. */
    Window close(Clock clock, TimedSource source, ProducerProcess producer) {
        return new Window(
                from,
                clock.instant(),
                cpuSoFar().minus(cpu),
                producer.cpu().minus(producerCpu),
                source.bronze().minus(bronze),
                source.idle().minus(idle));
    }

    private static Duration cpuSoFar() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void print(Terminal terminal, Coverage coverage) {
        PrintWriter out = terminal.out();
        Coverage.Budget budget = coverage.between(from, to);
        double seconds = Duration.between(from, to).toMillis() / 1e3;
        int cycles = Math.max(1, budget.cycles());
        out.println("%s messages/s reached gold in %s cycles, %s messages and %s ms a cycle"
                .formatted(
                        Cells.count(Math.round(budget.rows() / seconds)),
                        Cells.count(budget.cycles()),
                        Cells.count(budget.rows() / cycles),
                        Cells.count(Math.round(1_000 * seconds / cycles))));
        int cores = Runtime.getRuntime().availableProcessors();
        out.println("processors: %s %% of %s cores, and %s %% for the producer"
                .formatted(share(cpu, seconds * cores), cores, share(producerCpu, seconds * cores)));
        Latencies lengths = budget.lengths();
        out.println("models to manifest: p50 %s ms, p90 %s ms, p99 %s ms, longest %s ms"
                .formatted(
                        Cells.count(lengths.at(0.5)),
                        Cells.count(lengths.at(0.9)),
                        Cells.count(lengths.at(0.99)),
                        Cells.count(lengths.at(1))));
        if (budget.medians().size() > 1) {
            out.println("its median by minute: "
                    + budget.medians().stream()
                            .map(median -> Cells.count(median))
                            .collect(Collectors.joining(", ", "", " ms")));
        }
        Duration models = budget.models().values().stream().reduce(Duration.ZERO, Duration::plus);
        Duration loop =
                Duration.between(from, to).minus(budget.took()).minus(bronze).minus(idle);
        out.println("a cycle on average:");
        line(out, "bronze: poll and commit", bronze, cycles);
        line(out, "models to manifest", budget.took(), cycles);
        line(out, "  of the models, added up", models, cycles);
        budget.models().entrySet().stream()
                .sorted(Map.Entry.<TableName, Duration>comparingByValue(Comparator.reverseOrder()))
                .forEach(model -> line(out, "    " + model.getKey(), model.getValue(), cycles));
        line(out, "waiting for records", idle, cycles);
        line(out, "all else", loop, cycles);
        out.flush();
    }

    private static void line(PrintWriter out, String name, Duration time, int cycles) {
        out.println("  %s %s ms"
                .formatted(
                        Cells.pad(name, 40, false),
                        Cells.pad(Cells.decimal(time.toNanos() / 1e6 / cycles, 1), 8, true)));
    }

    private static String share(Duration cpu, double seconds) {
        return Cells.decimal(100 * cpu.toMillis() / 1e3 / seconds, 0);
    }
}
