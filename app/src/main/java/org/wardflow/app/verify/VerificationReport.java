package org.wardflow.app.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.truth.TruthReport;

/** Prints a verification. */
public final class VerificationReport {
    private final Terminal terminal;

    /** Prints to the terminal's {@code out}. */
    public VerificationReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Tables, first differences, rules, the world, and the one line that counts. */
    public void print(Verification verification) {
        tables(verification.tables());
        rules(verification);
        world(verification);
        hours(verification.hours());
        if (verification.otherMessages() > 0) {
            say("%s not from the simulator: gold is expected to show that too"
                    .formatted(Cells.count(verification.otherMessages(), "message")));
        }
        if (verification.otherCopies() > 0) {
            say("%s sent once more after a stop: that must not show in gold"
                    .formatted(Cells.count(verification.otherCopies(), "message")));
        }
        if (verification.discarded() > 0) {
            say("%s discarded by a steward: gold is expected to do without"
                    .formatted(Cells.count(verification.discarded(), "message")));
        }
        List<String> reasons = reasons(verification);
        say(
                verification.passed()
                        ? "Verified: every gold table is equal to the expected gold, row for row."
                        : "NOT verified: %s.".formatted(String.join("; ", reasons)));
    }

    /** The expected gold beside the world: of this home, that tells something only if it is the same. */
    private void world(Verification verification) {
        TruthReport truth = verification.truth();
        say("%s visits in the world: %s in %s as they were, %s still under way, %s changed by dirt, %s unexplained"
                .formatted(
                        Cells.count(truth.visits()),
                        Cells.count(truth.equal()),
                        verification.isEqual() ? "gold" : "the expected gold (this home's differs)",
                        Cells.count(truth.inFlight()),
                        Cells.count(truth.distorted()),
                        Cells.count(truth.untraced().size())));
    }

    private void hours(HourSpan hours) {
        say("Hours are closed from %s to %s%s"
                .formatted(
                        hours.from(),
                        hours.to(),
                        hours.isComplete() && hours.to().isBefore(hours.end())
                                ? "; what was sent goes on to %s: the census of the hours after is in no table"
                                        .formatted(hours.end())
                                : ""));
        if (!hours.isComplete()) {
            say("%s missing, the first from %s: ./wardflow run --until %s closes those at the end"
                    .formatted(Cells.count(hours.missing(), "hour"), Cells.text(hours.firstMissing()), hours.end()));
        }
    }

    private static List<String> reasons(Verification verification) {
        List<String> reasons = new ArrayList<>();
        Received received = verification.received();
        if (!received.isComplete()) {
            reasons.add("of the messages, %s lost or not taken in yet, %s doubled%s"
                    .formatted(
                            Cells.count(received.lost()),
                            Cells.count(received.doubled()),
                            received.strange() == 0
                                    ? ""
                                    : ", %s that nobody sent".formatted(Cells.count(received.strange()))));
        }
        HourSpan hours = verification.hours();
        if (!hours.isComplete()) {
            reasons.add("%s not closed".formatted(Cells.count(hours.missing(), "hour")));
        }
        long unequal =
                verification.tables().stream().filter(table -> !table.equal()).count();
        if (unequal > 0) {
            reasons.add("%s of %s gold tables differ"
                    .formatted(unequal, verification.tables().size()));
        }
        FindingComparison rules = verification.rules();
        if (!rules.different().isEmpty()) {
            reasons.add("the findings of %s differ".formatted(String.join(", ", sorted(rules.different()))));
        }
        if (rules.quarantine() > 0) {
            reasons.add("%s wrongly in quarantine, or not there".formatted(Cells.count(rules.quarantine(), "message")));
        }
        if (!verification.truth().untraced().isEmpty()) {
            reasons.add("%s unexplained"
                    .formatted(Cells.count(verification.truth().untraced().size(), "visit")));
        }
        if (!verification.imperfect().isEmpty()) {
            reasons.add("not all dirt found, or more than that, by %s"
                    .formatted(verification.imperfect().stream().map(Rule::id).collect(Collectors.joining(", "))));
        }
        return reasons;
    }

    private static List<String> sorted(Map<String, Long> rules) {
        return rules.keySet().stream().sorted().toList();
    }

    private void tables(List<TableComparison> tables) {
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        printer.columns(List.of("table", "expected", "found", "missing", "surplus", "equal"));
        for (TableComparison table : tables) {
            printer.row(List.of(
                    table.table(),
                    table.expected(),
                    table.found(),
                    table.missing(),
                    table.surplus(),
                    table.equal() ? "yes" : "NO"));
        }
        printer.finish();
        say("");
        for (TableComparison table : tables) {
            table.examples().forEach(line -> say(table.table() + " " + line));
        }
    }

    private void rules(Verification verification) {
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        printer.columns(List.of("rule", "dirt due", "found", "recall", "findings", "explained", "precision", "equal"));
        Map<Rule, TruthReport.Score> scores = verification.truth().scores();
        List<String> silent = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            TruthReport.Score score = scores.getOrDefault(rule, new TruthReport.Score(0, 0, 0, 0));
            long findings = verification.findings().getOrDefault(rule.id(), 0L);
            boolean isEqual = !verification.rules().different().containsKey(rule.id());
            if (score.labels() == 0 && findings == 0 && isEqual) {
                silent.add(rule.id());
                continue;
            }
            printer.row(List.of(
                    rule.id(),
                    score.labels(),
                    score.found(),
                    Cells.decimal(score.recall(), 3),
                    findings,
                    score.explained(),
                    Cells.decimal(score.precision(), 3),
                    isEqual ? "yes" : "NO"));
        }
        printer.finish();
        if (!silent.isEmpty()) {
            say("Without dirt and findings: " + String.join(", ", silent));
        }
        say("");
    }

    private void say(String line) {
        terminal.out().println(line);
    }
}
