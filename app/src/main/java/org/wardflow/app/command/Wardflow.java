package org.wardflow.app.command;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.EngineLost;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program as a command: what holds for all of them, and how each ends. */
@Command(
        name = "wardflow",
        description = "An open, real-time hospital patient-flow lakehouse.",
        version = "Wardflow 0.1.0-SNAPSHOT",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
public final class Wardflow {
    private static final int MEBIBYTE = 1 << 20;
    private static final String HOME_VARIABLE = "WARDFLOW_HOME";

    /** A path has lost one of the two strokes; a single letter is a disk of Windows. */
    private static final Pattern IN_STORE = Pattern.compile("[a-z][a-z0-9+.-]+:[/\\\\].*");

    private final Terminal terminal;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where everything lives. Default: $" + HOME_VARIABLE + ", else ~/.wardflow.")
    private @Nullable Path home;

    private Wardflow(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command; returns its exit code. Never throws. */
    public static int run(Terminal terminal, String... arguments) {
        CommandLine line = commandLine(terminal);
        try {
            return line.execute(arguments);
        } catch (Error e) {
            return fail(terminal, e);
        } finally {
            terminal.out().flush();
            terminal.err().flush();
        }
    }

    static CommandLine commandLine(Terminal terminal) {
        Wardflow wardflow = new Wardflow(terminal);
        CommandLine line = new CommandLine(wardflow);
        Commands.all(wardflow).forEach(line::addSubcommand);
        line.setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A text that begins with @ is meant as it stands.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((problem, ignored) -> refuse(terminal, problem))
                .setExecutionExceptionHandler((problem, command, ignored) -> fail(terminal, problem));
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(Stream.of(ExitCode.values())
                        .collect(java.util.stream.Collectors.toMap(
                                code -> " " + code.number(),
                                ExitCode::meaning,
                                (a, b) -> a,
                                java.util.LinkedHashMap::new)));
        return line;
    }

    Terminal terminal() {
        return terminal;
    }

    /** The folder that the user named, or the default; it need not exist. */
    Path home() {
        Path folder = named();
        if (IN_STORE.matcher(folder.toString()).matches()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "This command needs a home on a disk",
                    // A path has lost the second slash.
                    folder.toString().replaceFirst(":/+", "://") + ", which is in an object store",
                    "homes in object stores are for the job on Spark: docs/storage.md");
        }
        return folder;
    }

    private Path named() {
        if (home != null && home.toString().isBlank()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "--home names no folder",
                    "an empty text",
                    "name one, or leave --home out; a variable of the shell may be unset");
        }
        return Optional.ofNullable(home)
                .or(() -> Optional.ofNullable(terminal.environment().get(HOME_VARIABLE))
                        .filter(text -> !text.isBlank())
                        .map(Path::of))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".wardflow"));
    }

    Workspace openForWriting() {
        Home opened = Home.openOrCreate(home(), terminal.clock());
        return Workspace.forWriting(opened, settings(), terminal.clock());
    }

    Workspace openForReading() {
        Home opened = Home.open(home());
        return Workspace.forReading(opened, settings(), terminal.clock());
    }

    Settings settings() {
        return SettingsFile.read(Home.settings(home()), terminal.environment());
    }

    private static int refuse(Terminal terminal, CommandLine.ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        boolean incomplete = command.getParseResult() != null
                && command.getParseResult().originalArgs().isEmpty();
        if (incomplete && command.getParent() == null) {
            command.usage(terminal.out());
            return ExitCode.USAGE.number();
        }
        terminal.err().println(WrongArguments.of(problem).getMessage());
        return ExitCode.USAGE.number();
    }

    private static int fail(Terminal terminal, Throwable problem) {
        if (problem instanceof Terminal.PipeClosed) {
            return ExitCode.OK.number();
        }
        if (problem instanceof OutOfMemoryError || problem.getCause() instanceof OutOfMemoryError) {
            return fail(
                    terminal,
                    new WardflowException(
                            ErrorCode.MEMORY_FULL,
                            "The command needs more memory than Java may use",
                            Runtime.getRuntime().maxMemory() / MEBIBYTE + " MiB",
                            "give it more: WARDFLOW_JAVA_OPTIONS=-Xmx3g",
                            problem));
        }
        if (problem instanceof EngineLost lost) {
            return fail(terminal, lost.reason());
        }
        if (problem.getCause() instanceof EngineLost lost) {
            // So picocli hands errors on.
            return fail(terminal, lost.reason());
        }
        if (problem instanceof WardflowException known) {
            terminal.err().println(known.getMessage());
            return ExitCode.of(known.code()).number();
        }
        terminal.err()
                .println("This is a bug in Wardflow: %s at %s"
                        .formatted(
                                problem.getClass().getSimpleName(),
                                Arrays.stream(problem.getStackTrace())
                                        .findFirst()
                                        .map(String::valueOf)
                                        .orElse("?")));
        terminal.err().println("  Details: " + BugLog.write(problem, terminal.clock()));
        return ExitCode.FAILED.number();
    }
}
