package org.wardflow.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.wardflow.app.backup.Backup;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description =
                "Copy the home into a folder of backups, also while wardflow runs: its newest cycle, and what has come in since.",
        footer = {
            "",
            "A further backup into the same folder copies only what is new, and replaces none. A folder is for one home. Best on another disk.",
            "",
            "  wardflow backup /mnt/backup/wardflow"
        })
final class BackupCommand implements Callable<Integer> {
    private final Wardflow wardflow;
    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "Absent, empty, or with earlier backups of this home.")
    private Path folder = Path.of("");

    BackupCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        try (Workspace workspace = wardflow.openForReading()) {
            Backup.Done done = Backup.make(workspace, folder);
            terminal.out()
                    .println("%s: cycle %s, at %s; %s, %s of them new (%s KiB)"
                            .formatted(
                                    done.name(),
                                    Cells.count(done.cycle()),
                                    done.at(),
                                    Cells.count(done.files(), "file"),
                                    Cells.count(done.copied()),
                                    Cells.count((done.bytes() + 1023) / 1024)));
            if (!done.ahead().isEmpty()) {
                terminal.out()
                        .println(
                                "Rows that came in after that cycle are in it too: %s; the first cycle of a restored home brings them to gold"
                                        .formatted(done.ahead().entrySet().stream()
                                                .map(source ->
                                                        Cells.count(source.getValue()) + " of " + source.getKey())
                                                .collect(Collectors.joining(", "))));
            }
            if (Files.isDirectory(workspace.home().broker())) {
                terminal.note("The log of the broker in this process is not part of it: see docs/reliability.md.");
            }
        }
        return ExitCode.OK.number();
    }
}
