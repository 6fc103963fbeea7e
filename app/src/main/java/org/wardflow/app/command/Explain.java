package org.wardflow.app.command;

import java.util.concurrent.Callable;
import org.wardflow.app.explain.Explanation;
import org.wardflow.app.explain.Subject;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = "Show how one thing came to be: bytes sent, findings and repairs, silver, gold.",
        footer = {
            "",
            "It shows patients' values. Ids: a visit's encounter id or key, an event's id or payload digest, a patient's id."
        })
final class Explain implements Callable<Integer> {
    private final Wardflow wardflow;

    @Parameters(index = "0", paramLabel = "visit|event|patient", description = "What the id is of.")
    private Subject subject = Subject.VISIT;

    @Parameters(index = "1", paramLabel = "ID", description = "As it was sent, or as silver and gold have it.")
    private String id = "";

    Explain(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        Terminal terminal = wardflow.terminal();
        try (Workspace workspace = wardflow.openForReading()) {
            if (new Explanation(terminal, workspace.reader(), workspace.payloads()).print(subject, id)) {
                return ExitCode.OK.number();
            }
            terminal.note("Nothing bears that id as of the newest cycle.");
            return ExitCode.NEGATIVE.number();
        }
    }
}
