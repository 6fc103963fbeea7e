package org.wardflow.app.command;

import java.util.concurrent.Callable;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "reset", description = "Delete this home with all its data, after asking.")
final class Reset implements Callable<Integer> {
    private final Wardflow wardflow;
    private final Terminal terminal;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    Reset(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        Home home = Home.open(wardflow.home());
        ControlClient.find(home.run()).ifPresent(running -> {
            throw new WardflowException(
                    ErrorCode.HOME_LOCKED,
                    "Wardflow runs in " + home.folder(),
                    "process " + running.process().pid(),
                    "./wardflow stop, then run this again");
        });
        if (!yes && !confirmed(home)) {
            terminal.note("Nothing was deleted.");
            return ExitCode.NEGATIVE.number();
        }
        home.delete();
        terminal.out().println("Deleted " + home.folder());
        return ExitCode.OK.number();
    }

    private boolean confirmed(Home home) {
        if (!terminal.asks()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "reset deletes all data in " + home.folder(),
                    "no terminal to ask at",
                    "add --yes if that is meant");
        }
        return terminal.confirms("Delete " + home.folder() + " and all data in it?");
    }
}
