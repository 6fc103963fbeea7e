package org.wardflow.app.bench.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.bench.soak.Sample.Gauge;
import org.wardflow.app.control.ProcessFile;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;

/** Looks at the process that runs a home, again and again, and says at the end what grew. */
public final class Soak {
    private static final int WIDTH = 16;

    private final Terminal terminal;

    public Soak(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Takes samples until the time is over or the process has ended. */
    public void run(ProcessFile process, Path home, Duration time, Duration every)
            throws IOException, InterruptedException {
        say("on " + Machine.describe());
        say("process %s in %s, a look every %s s for %s s; the heap after a full collection"
                .formatted(process.pid(), home, every.toSeconds(), time.toSeconds()));
        StringBuilder header = new StringBuilder(Cells.pad("minute", 7, true));
        for (Gauge gauge : Gauge.values()) {
            header.append(Cells.pad(gauge.text(), WIDTH, true));
        }
        say(header.toString());
        Probe probe = new Probe(process, home);
        List<Sample> samples = new ArrayList<>();
        for (long seconds = 0; seconds <= time.toSeconds(); seconds += every.toSeconds()) {
            if (ProcessHandle.of(process.pid()).isEmpty()) {
                say("the process has ended");
                break;
            }
            Optional<Sample> sample = probe.sample();
            if (sample.isEmpty()) {
                say("the process does not answer any more: it stops");
                break;
            }
            samples.add(sample.get());
            say(line(sample.get()));
            TimeUnit.MILLISECONDS.sleep(Math.min(every.toMillis(), Math.max(0, (time.toSeconds() - seconds) * 1_000)));
        }
        verdict(samples).forEach(this::say);
    }

    private static String line(Sample sample) {
        StringBuilder line = new StringBuilder(Cells.pad(Cells.decimal(sample.seconds() / 60, 1), 7, true));
        for (Gauge gauge : Gauge.values()) {
            Double value = sample.values().get(gauge);
            line.append(Cells.pad(value == null ? "" : Cells.decimal(value, 1), WIDTH, true));
        }
        return line.toString();
    }

    /**
     * What grew: the median of the last quarter of the samples beside that of the second one. The first quarter is left out; in it
     * caches fill and code is compiled.
     */
    static List<String> verdict(List<Sample> samples) {
        int quarter = samples.size() / 4;
        if (quarter == 0) {
            return List.of("too few samples to say what grew");
        }
        List<Sample> early = samples.subList(quarter, 2 * quarter);
        List<Sample> late = samples.subList(samples.size() - quarter, samples.size());
        List<String> lines = new ArrayList<>();
        lines.add("second quarter and last quarter of the time, medians:");
        for (Gauge gauge : Gauge.values()) {
            double from = Sample.median(early, gauge);
            double to = Sample.median(late, gauge);
            if (gauge.flat() && !Double.isNaN(from) && !Double.isNaN(to)) {
                double growth = from == 0 ? 0 : 100 * (to - from) / from;
                lines.add("  %s %s to %s, %s%s %%"
                        .formatted(
                                Cells.pad(gauge.text(), WIDTH, false),
                                Cells.decimal(from, 1),
                                Cells.decimal(to, 1),
                                growth < 0 ? "" : "+",
                                Cells.decimal(growth, 0)));
            }
        }
        return lines;
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
