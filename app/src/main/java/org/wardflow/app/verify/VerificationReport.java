package org.wardflow.app.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        TruthReport truth = verification.truth();
        say("%s visits in the world: %s in gold as they were, %s still under way, %s changed by dirt, %s unexplained"
                .formatted(
                        Cells.count(truth.visits()),
                        Cells.count(truth.equal()),
                        Cells.count(truth.inFlight()),
                        Cells.count(truth.distorted()),
                        Cells.count(truth.untraced().size())));
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
        long unequal =
                verification.tables().stream().filter(table -> !table.equal()).count();
        say(
                verification.passed()
                        ? "Verified: every gold table is equal to the expected gold, row for row."
                        : "NOT verified: %s of %s gold tables differ."
                                .formatted(unequal, verification.tables().size()));
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
            if (score.labels() == 0 && findings == 0) {
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
                    findings == verification.expectedFindings().getOrDefault(rule.id(), 0L) ? "yes" : "NO"));
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
