package org.wardflow.app.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.spark.SparkHome;
import org.wardflow.app.spark.SparkJob;
import org.wardflow.app.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Bring all tables up to date with what is in bronze, then close the hours that have passed.",
        footer = {"", "Open stays count up to the last closed hour. An hour that is closed stays closed."})
final class Run implements Callable<Integer> {
    private final Wardflow wardflow;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Close hours up to this. Default: the latest recorded time, but not after now.")
    private @Nullable Instant until;

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Run(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        RunReport report = new RunReport(wardflow.terminal());
        if (spark.isSpark()) {
            return onSpark(report);
        }
        try (Workspace workspace = wardflow.openForWriting()) {
            Duration keep = workspace.settings().value(Settings.LAKE_RETENTION);
            workspace.catchUp().run(Optional.ofNullable(until), keep, report);
        }
        return report.result().number();
    }

    private int onSpark(RunReport report) {
        Path home =
                Home.openOrCreate(wardflow.home(), wardflow.terminal().clock()).folder();
        Duration keep = wardflow.settings().value(Settings.LAKE_RETENTION);
        List<String> arguments = new ArrayList<>(List.of("--keep", String.valueOf(keep.toSeconds())));
        if (until != null) {
            arguments.addAll(List.of("--until", until.toString()));
        }
        int code = SparkJob.start(SparkHome.find(wardflow.terminal()), spark.order("run", home, arguments))
                .follow(report::line);
        ExitCode said = report.result();
        return code == ExitCode.OK.number() || said == ExitCode.OK ? code : said.number();
    }
}
