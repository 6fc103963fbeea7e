package org.wardflow.app.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.web.CommandAudit;
import org.wardflow.app.web.Web;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.content.Content;
import org.wardflow.server.access.Account;
import org.wardflow.server.access.Accounts;
import org.wardflow.server.access.Grant;
import org.wardflow.server.access.GrantCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "user",
        description = "Local accounts for the pages.",
        footer = {
            "",
            "A change counts from the next request on, also for who is in. An identity provider: docs/server.md."
        })
final class UserCommand {
    private final Wardflow wardflow;

    UserCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Command(
            name = "add",
            description =
                    "Make an account, or change its role and scopes; prints a link that sets its password once, within a day.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--role", required = true, paramLabel = "ROLE", description = "As policy.yaml names it.")
                    String role,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            description =
                                    "A hospital such as 3, a department such as 3/ICU, or * for all; may be repeated. Default: what the account has so far; else all for a role that sees all hospitals anyway, and no default for any other.")
                    @Nullable List<String> scopes) {
        Content content = Workspace.content(wardflow.home());
        Accounts accounts = accounts(content);
        GrantCheck check = new GrantCheck(content);
        Grant grant = check.grant(
                role,
                scopes == null ? List.of() : scopes,
                accounts.account(name).map(account -> new Grant(account.role(), account.scopes())));
        String token;
        try (CommandAudit audit = audit()) {
            token = accounts.invite(name, grant);
            audit.note("user.add", name + ": " + check.words(grant), 0);
        }
        Settings settings = wardflow.settings();
        String address = settings.value(Settings.SERVER_PUBLIC_URL)
                .map(Object::toString)
                .orElseGet(() -> "http://localhost:" + settings.value(Settings.SERVER_PORT));
        wardflow.terminal()
                .out()
                .println("%1$s: %2$s\n%1$s sets a password once, within a day, at\n  %3$s/start#%4$s"
                        .formatted(name, check.words(grant), address, token));
        return ExitCode.OK.number();
    }

    @Command(name = "list", description = "List the accounts.")
    int list() {
        ResultPrinter printer = new ResultPrinter(wardflow.terminal(), Format.TABLE);
        printer.columns(List.of("name", "role", "scopes", "password"));
        for (Account account : accounts().all()) {
            printer.row(List.of(
                    account.name(),
                    account.role(),
                    String.join(" ", account.scopes()),
                    account.password() == null ? "not yet" : "set"));
        }
        printer.finish();
        return ExitCode.OK.number();
    }

    @Command(name = "remove", description = "Take an account away, and end its sessions.")
    int remove(@Parameters(paramLabel = "NAME") String name) {
        boolean known;
        try (CommandAudit audit = audit()) {
            known = accounts().remove(name);
            if (known) {
                audit.note("user.remove", name, 0);
            }
        }
        wardflow.terminal().out().println(known ? name + " is gone." : "There is no account " + name + ".");
        return (known ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private CommandAudit audit() {
        return CommandAudit.open(Home.open(wardflow.home()), wardflow.terminal().clock());
    }

    private Accounts accounts() {
        return accounts(Workspace.content(wardflow.home()));
    }

    private Accounts accounts(Content content) {
        return Accounts.in(
                Web.accounts(Home.open(wardflow.home())),
                content.policy().roles().keySet(),
                wardflow.terminal().clock());
    }
}
