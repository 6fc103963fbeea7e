package org.wardflow.app.command;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.warehouse.HomeWarehouse;
import org.wardflow.app.web.CommandAudit;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.Manifest;
import org.wardflow.server.access.GrantCheck;
import org.wardflow.warehouse.Logins;
import org.wardflow.warehouse.Publication;
import org.wardflow.warehouse.Published;
import org.wardflow.warehouse.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "warehouse",
        description = "Gold in PostgreSQL, for BI tools: what it shows, and who may log in.",
        footer = {"", "up and demo publish by themselves; docs/warehouse.md tells how to connect."})
final class WarehouseCommand {
    private final Wardflow wardflow;
    private final Terminal terminal;

    WarehouseCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Command(name = "status", description = "Show where it is and which cycle it shows.")
    int status() {
        return with(warehouse -> {
            Optional<Published> shown = warehouse.warehouse().published();
            say("address:  " + warehouse.warehouse().server().url().replaceFirst("^jdbc:", ""));
            say("shows:    "
                    + shown.map(state -> "cycle %s of %s, published %s"
                                    .formatted(state.cycle(), state.manifestAt(), state.publishedAt()))
                            .orElse("nothing yet"));
            say("hours:    "
                    + shown.flatMap(Published::lastTick)
                            .map(tick -> "closed up to " + tick)
                            .orElse("none closed yet"));
            ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
            printer.columns(List.of("table", "version"));
            shown.ifPresent(
                    state -> state.versions().forEach((table, version) -> printer.row(List.of(table, version))));
            printer.finish();
            return ExitCode.OK.number();
        });
    }

    @Command(name = "republish", description = "Write every table anew, from the newest cycle.")
    int republish() {
        try (Workspace workspace = wardflow.openForReading();
                HomeWarehouse warehouse = HomeWarehouse.open(workspace)) {
            Manifest newest = workspace.reader().manifest(KnownAt.now());
            Publication done = warehouse.publisher().republish(newest);
            say("Published cycle %s: %s, %s, in %s s."
                    .formatted(
                            done.cycle(),
                            Cells.count(done.changed().size(), "table"),
                            Cells.count(done.written(), "row"),
                            Cells.decimal(done.took().toNanos() / 1e9, 1)));
            return ExitCode.OK.number();
        }
    }

    @Command(
            name = "login",
            description = "Make a login for a BI tool, change it, or remove it. Prints its new password, once.",
            footer = {"", "A scope is HOSPITAL, HOSPITAL/DEPARTMENT or *; content/policy.yaml has the roles."})
    int login(
            @Parameters(paramLabel = "NAME", description = "Lower snake case, such as bi_icu.") String name,
            @Option(names = "--role", paramLabel = "ROLE", description = "A role of the policy.") @Nullable String role,
            @Option(names = "--scope", paramLabel = "SCOPE", description = "What it may see; may be given again.")
                    String @Nullable [] scopes,
            @Option(names = "--remove", description = "Remove it and end its sessions.") boolean remove) {
        if (remove == (role != null)) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "A login is either made or removed",
                    remove ? "--role and --remove" : "neither --role nor --remove",
                    "give one of them");
        }
        if (remove && scopes != null) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "A login is removed with all its scopes",
                    "--remove and --scope",
                    "leave --scope out; or give --role and the scopes that it is to keep");
        }
        Set<Scope> wanted = new LinkedHashSet<>();
        Arrays.stream(scopes == null ? new String[0] : scopes).map(Scope::parse).forEach(wanted::add);
        new GrantCheck(Workspace.content(wardflow.home()))
                .requireKnown(wanted.stream().map(Scope::toString).toList());
        return with(warehouse -> {
            Logins logins = warehouse.warehouse().logins();
            return role == null ? remove(logins, name) : put(logins, name, role, wanted, warehouse);
        });
    }

    private int put(Logins logins, String name, String role, Set<Scope> scopes, HomeWarehouse warehouse) {
        String password;
        try (CommandAudit audit = audit()) {
            password = logins.put(name, role, scopes);
            audit.note("login.put", "%s: %s, %s".formatted(name, role, scopes), 0);
        }
        say("login     " + name);
        say("password  " + password);
        say("server    " + warehouse.warehouse().server().url().replaceFirst("^jdbc:", ""));
        terminal.note("The password is shown this once; ask again for another one.");
        return ExitCode.OK.number();
    }

    private int remove(Logins logins, String name) {
        boolean found;
        try (CommandAudit audit = audit()) {
            found = logins.remove(name);
            if (found) {
                audit.note("login.remove", name, 0);
            }
        }
        say(found ? "Removed " + name + "." : "There is no login " + name + ".");
        return (found ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private CommandAudit audit() {
        return CommandAudit.open(Home.open(wardflow.home()), terminal.clock());
    }

    @Command(name = "logins", description = "List the logins, their roles and scopes.")
    int logins(
            @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
                    @Nullable Format format) {
        return with(warehouse -> {
            ResultPrinter printer = new ResultPrinter(terminal, format == null ? Format.TABLE : format);
            printer.columns(List.of("login", "role", "scope"));
            for (Logins.Login login : warehouse.warehouse().logins().list()) {
                printer.row(List.of(login.name(), login.role(), String.join(" ", login.scopes())));
            }
            printer.finish();
            return ExitCode.OK.number();
        });
    }

    private int with(ToIntFunction<HomeWarehouse> work) {
        try (Workspace workspace = wardflow.openForReading();
                HomeWarehouse warehouse = HomeWarehouse.open(workspace)) {
            return work.applyAsInt(warehouse);
        }
    }

    private void say(String line) {
        terminal.out().println(line);
    }
}
