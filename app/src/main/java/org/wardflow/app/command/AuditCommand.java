package org.wardflow.app.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.web.Web;
import org.wardflow.server.audit.AuditChain;
import picocli.CommandLine.Command;

@Command(
        name = "audit",
        description = "Who saw what on the pages, and whose rights a command changed.",
        footer = {"", "The entries are in web/audit of the home, a file a month, a line an entry."})
final class AuditCommand {
    private final Wardflow wardflow;

    AuditCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Command(
            name = "verify",
            description =
                    "Follow the chain of hashes: whether an entry was changed, moved or taken out, at the end, too.",
            footer = {
                "",
                "The log has the last hash of each day and start: who may write all of web/ cannot change those there."
            })
    int verify() {
        Home home = Home.open(wardflow.home());
        AuditChain.Check check;
        try {
            check = AuditChain.in(Web.audit(home)).check();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        say("entries that hold: %s; the last hash is %s".formatted(Cells.count(check.entries()), check.head()));
        if (check.beforeKey() > 0) {
            say("of these from before the key: %s".formatted(Cells.count(check.beforeKey())));
        }
        check.fault().ifPresent(fault -> say("NOT verified: " + fault));
        return (check.fault().isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private void say(String line) {
        wardflow.terminal().out().println(line);
    }
}
