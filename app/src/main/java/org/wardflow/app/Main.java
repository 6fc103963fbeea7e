package org.wardflow.app;

import org.wardflow.app.command.Wardflow;
import org.wardflow.app.log.Logs;
import org.wardflow.app.terminal.Terminal;

/** Where the process starts. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Logs.none();
        System.exit(Wardflow.run(Terminal.system(), arguments));
    }
}
