package org.wardflow.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.content.ContentCheck;
import org.wardflow.app.content.ContentCheck.Checked;
import org.wardflow.app.home.Folders;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Nearest;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "content", description = "Contracts, models, rules and KPIs: the built-in ones and yours in content/.")
final class ContentCommand {
    private static final int SEEDS = 5;

    private final Wardflow wardflow;

    ContentCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Command(
            name = "check",
            description =
                    "Read all content, then check models and KPIs: portable SQL, their worked examples, and that a"
                            + " table kept up to date equals a full rebuild. Touches no table of the home.")
    int check(
            @Parameters(
                            paramLabel = "NAME",
                            arity = "0..*",
                            description =
                                    "Such as silver.visit or occupancy_now. Default: those of which content/ has a file.")
                    @Nullable List<String> names,
            @Option(names = "--all", description = "Check the built-in ones too.") boolean all,
            @Option(
                            names = "--seeds",
                            paramLabel = "N",
                            description = "Runs over random rows that each model gets. Default: " + SEEDS + ".")
                    @Nullable Integer seeds)
            throws IOException {
        int runs = seeds == null ? SEEDS : seeds;
        if (runs < 1) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "Nothing would be compared with a full rebuild",
                    "--seeds " + runs,
                    "name a number from 1, or none");
        }
        Content content = Workspace.content(wardflow.home());
        NavigableSet<String> wanted = wanted(content, names == null ? List.of() : names, all);
        PrintWriter out = wardflow.terminal().out();
        out.printf(
                "%s contracts, %s models, %s KPIs and %s code tables fit together%n",
                content.contracts().size(),
                content.graph().models().size(),
                content.kpis().size(),
                content.codes().size());
        if (wanted.isEmpty()) {
            out.printf("%s holds no model and no KPI; --all checks the built-in ones%n", Home.content(wardflow.home()));
            return ExitCode.OK.number();
        }
        Path folder = Files.createTempDirectory("wardflow-check-");
        int wrong = 0;
        try (ContentCheck check = new ContentCheck(content, wardflow.settings(), folder)) {
            for (String name : wanted) {
                Checked checked = check.check(name, runs);
                print(checked, content.kpis().containsKey(name), out);
                wrong += checked.problems().isEmpty() ? 0 : 1;
            }
        } finally {
            Folders.delete(folder);
        }
        out.printf("%s checked, %s with problems%n", wanted.size(), wrong == 0 ? "none" : wrong);
        return (wrong == 0 ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private NavigableSet<String> wanted(Content content, List<String> names, boolean all) {
        NavigableSet<String> known = ContentCheck.names(content);
        if (all) {
            return known;
        }
        for (String name : names) {
            if (!known.contains(name)) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "There is no such model or KPI",
                        name,
                        Nearest.near(name, known.stream())
                                .map(near -> "did you mean " + near + "?")
                                .orElse("wardflow tables and wardflow kpi list name them"));
            }
        }
        return names.isEmpty() ? ContentCheck.overlaid(content, Home.content(wardflow.home())) : new TreeSet<>(names);
    }

    private static void print(Checked checked, boolean isKpi, PrintWriter out) {
        String examples = switch (checked.examples()) {
            case 0 -> "no example";
            case 1 -> "1 example";
            default -> checked.examples() + " examples";
        };
        String states = isKpi ? "" : ", " + checked.states() + " states compared with a full rebuild";
        out.printf(
                "%s: %s%s: %s%n",
                checked.name(), examples, states, checked.problems().isEmpty() ? "all hold" : "problems");
        checked.problems().forEach(problem -> out.println("  " + problem));
        out.flush();
    }
}
