package org.wardflow.app.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.backup.Restore;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Brokers;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaTopics;
import org.wardflow.lake.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "Make a home of a backup, in an empty or absent folder; every file is compared with its digest.",
        footer = {"", "  wardflow restore --home /srv/wardflow /mnt/backup/wardflow"})
final class RestoreCommand implements Callable<Integer> {
    private final Wardflow wardflow;
    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The folder that backup was given.")
    private Path folder = Path.of("");

    @Option(names = "--of", paramLabel = "NAME", description = "Which backup. Default: the one made last.")
    private @Nullable String name;

    @Option(names = "--list", description = "Only list the backups.")
    private boolean list;

    RestoreCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        if (list && name != null) {
            throw new WardflowException(
                    ErrorCode.USAGE, "--list lists all backups", "--list and --of", "give one of them");
        }
        if (list) {
            ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
            printer.columns(List.of("name", "home", "cycle", "at", "made", "files", "kib"));
            Restore.list(folder)
                    .forEach(kept -> printer.row(List.of(
                            kept.name(),
                            kept.home().substring(0, Math.min(8, kept.home().length())),
                            kept.cycle(),
                            kept.at(),
                            kept.made(),
                            kept.files(),
                            (kept.bytes() + 1023) / 1024)));
            printer.finish();
            return ExitCode.OK.number();
        }
        Restore.Done done = Restore.into(wardflow.home(), folder, Optional.ofNullable(name));
        terminal.out()
                .println("%s: cycle %s, at %s; %s, %s KiB, every digest right, in %s"
                        .formatted(
                                done.name(),
                                Cells.count(done.cycle()),
                                done.at(),
                                Cells.count(done.files(), "file"),
                                Cells.count((done.bytes() + 1023) / 1024),
                                wardflow.home()));
        terminal.out()
                .println("./wardflow up goes on from there: each source is read on behind its last row in the backup.");
        boolean own;
        try {
            own = readByOwnBroker();
        } catch (WardflowException e) {
            // Secrets and the files that its settings name are in no backup: this machine may not have them yet.
            terminal.out().println("Before it starts, it needs: " + e.getMessage());
            own = false;
        }
        if (own) {
            terminal.out()
                    .println(
                            "The log of the broker within it is in no backup: copy kafka/ from the old home, or let all"
                                    + " topics begin anew by ./wardflow source skip --all once it runs.");
        }
        return ExitCode.OK.number();
    }

    /** Whether it has read topics, and from the broker that runs within {@code up}. */
    private boolean readByOwnBroker() {
        try (Workspace workspace = wardflow.openForReading()) {
            return !Brokers.isElsewhere(workspace.settings())
                    && !KafkaTopics.stored(
                                    workspace.content(),
                                    table -> workspace.lake().find(table).map(Table::latest))
                            .isEmpty();
        }
    }
}
