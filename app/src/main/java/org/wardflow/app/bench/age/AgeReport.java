package org.wardflow.app.bench.age;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.lake.TableName;

/** The medians at each age, and how many times those of the youngest they are. */
final class AgeReport {
    /** The bar: from the youngest age to the oldest, no more than so many times. */
    static final double RATIO_MAX = 1.3;

    /** Models with less than this of a measure are not shown with it. */
    private static final double SHOWN_MIN = 1;

    private static final int NAME_WIDTH = 34;
    private static final int CELL_WIDTH = 17;
    private static final List<Measure> MEASURES = List.of(
            new Measure("ms", Cost::wallNanos, 1e6),
            new Measure("ms of processors", Cost::processorNanos, 1e6),
            new Measure("KiB read", Cost::read, 1_024),
            new Measure("KiB written", Cost::written, 1_024));

    private final Terminal terminal;
    private final List<Age> ages;

    /** @param ages youngest first */
    AgeReport(Terminal terminal, List<Age> ages) {
        this.terminal = terminal;
        this.ages = List.copyOf(ages);
    }

    private record Measure(String name, ToLongFunction<Cost> of, double unit) {}

    /** What is more than the bar says is marked with an exclamation mark. */
    void print() {
        for (Measure measure : MEASURES) {
            line("");
            row(measure.name() + " at visits", age -> Cells.count(age.visits()));
            values("a cycle of " + AgeBench.MESSAGES + " messages", age -> age.ofCycle(measure.of()) / measure.unit());
            values("a cycle that closes an hour", age -> age.ofHour(measure.of()) / measure.unit());
            for (TableName model : ages.get(0).models()) {
                if (ages.stream().allMatch(age -> age.of(model, measure.of()) / measure.unit() < SHOWN_MIN)) {
                    continue;
                }
                values("  " + model, age -> age.of(model, measure.of()) / measure.unit());
            }
        }
    }

    private void values(String name, ToDoubleFunction<Age> value) {
        double young = Math.max(SHOWN_MIN, value.applyAsDouble(ages.get(0)));
        row(name, age -> {
            double now = value.applyAsDouble(age);
            String ratio = age == ages.get(0)
                    ? ""
                    : String.format(Locale.ROOT, "(%.2f)%s", now / young, now > RATIO_MAX * young ? "!" : " ");
            return String.format(Locale.ROOT, "%.1f %8s", now, ratio);
        });
    }

    private void row(String name, Function<Age, String> cell) {
        StringBuilder row = new StringBuilder(Cells.pad(name, NAME_WIDTH, false));
        ages.forEach(age -> row.append(Cells.pad(cell.apply(age), CELL_WIDTH, true)));
        line(row.toString().stripTrailing());
    }

    private void line(String text) {
        terminal.out().println(text);
        terminal.out().flush();
    }
}
