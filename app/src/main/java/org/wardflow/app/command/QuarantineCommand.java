package org.wardflow.app.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.home.Home;
import org.wardflow.app.quarantine.Decisions;
import org.wardflow.app.quarantine.Meant;
import org.wardflow.app.quarantine.Quarantine;
import org.wardflow.app.quarantine.Rejected;
import org.wardflow.app.quarantine.Replay;
import org.wardflow.app.quarantine.Selection;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.web.CommandAudit;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "quarantine",
        description = "The messages that were rejected: count them, look at them, judge them anew, decide about them.")
final class QuarantineCommand {
    /** Messages in one request to a running process: less than a megabyte of digests. */
    private static final int HANDED_OVER_AT_ONCE = 10_000;

    private static final int DETAILS_SHOWN = 5;
    private static final int MESSAGES_SHOWN = 20;

    private final Wardflow wardflow;
    private final Terminal terminal;

    QuarantineCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    /** How many messages to show. */
    private static final class MessageAmounts implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return Amounts.upTo(Quarantine.MESSAGES_MAX, text);
        }
    }

    /** Options that say which messages are meant. */
    private static final class Which {
        @Option(names = "--source", paramLabel = "NAME", description = "Only those of a topic or extract.")
        private @Nullable String source;

        @Option(names = "--hospital", paramLabel = "ID", description = "Only those of a hospital, as sent.")
        private @Nullable String hospital;

        @Option(names = "--department", paramLabel = "NAME", description = "Only those of a department, as sent.")
        private @Nullable String department;

        Selection of(@Nullable String rule) {
            return new Selection(rule, source, hospital, department);
        }
    }

    @Command(name = "list", description = "Count the messages by rule and topic.")
    int list(
            @Option(names = "--detail", description = "Also by hospital and department; what no code lists is unknown.")
                    boolean detail,
            @Mixin Which which,
            @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
                    @Nullable Format format) {
        try (Workspace workspace = wardflow.openForReading()) {
            ResultPrinter printer = new ResultPrinter(terminal, format == null ? Format.TABLE : format);
            List<String> columns = new ArrayList<>(List.of("rule", "source"));
            columns.addAll(detail ? List.of("hospital", "department") : List.of());
            columns.addAll(List.of("messages", "discarded", "oldest", "newest"));
            printer.columns(columns);
            Quarantine.Grain grain = detail ? Quarantine.Grain.DEPARTMENT : Quarantine.Grain.RULE;
            for (Quarantine.Group group : quarantine(workspace).groups(which.of(null), grain)) {
                List<@Nullable Object> row = new ArrayList<>(List.of(group.rule(), group.source()));
                row.addAll(detail ? Arrays.asList(group.hospital(), group.department()) : List.of());
                row.addAll(List.of(group.messages(), group.discarded(), group.oldest(), group.newest()));
                printer.row(row);
            }
            printer.finish();
        }
        return ExitCode.OK.number();
    }

    @Command(
            name = "show",
            description = "Show the newest messages of a rule, each with its reason and where it lies in bronze.",
            footer = {
                "",
                "Values that say something of a patient, and those of attributes that no contract classifies, are shown as"
                        + " ***. The digest is the message's name for discard and explain event."
            })
    int show(
            @Parameters(paramLabel = "RULE", description = "As list has it.") String rule,
            @Mixin Which which,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            converter = MessageAmounts.class,
                            description = "At most so many, up to " + Quarantine.MESSAGES_MAX + ". Default: 20.")
                    @Nullable Integer limit,
            @Option(names = "--reveal", description = "Show payloads as they were sent, patients' values included.")
                    boolean reveal,
            @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
                    @Nullable Format format) {
        int most = limit == null ? MESSAGES_SHOWN : limit;
        try (Workspace workspace = wardflow.openForReading()) {
            Quarantine quarantine = quarantine(workspace);
            String reason = quarantine.reason(rule).orElseThrow(() -> unknown(rule));
            Selection selection = which.of(rule);
            List<Rejected> messages =
                    reveal ? revealed(workspace, selection, most) : quarantine.masked(selection, most);
            if (format == null || format == Format.TABLE) {
                long all = quarantine.groups(selection, Quarantine.Grain.RULE).stream()
                        .mapToLong(Quarantine.Group::messages)
                        .sum();
                terminal.out().println(rule + ": " + reason);
                terminal.out().println("%s of %s".formatted(Cells.count(messages.size()), Cells.count(all, "message")));
                messages.forEach(this::print);
            } else {
                print(messages, format);
            }
            return (messages.isEmpty() ? ExitCode.NEGATIVE : ExitCode.OK).number();
        }
    }

    private List<Rejected> revealed(Workspace workspace, Selection selection, int most) {
        try (CommandAudit audit = CommandAudit.open(workspace.home(), terminal.clock())) {
            List<Rejected> messages = quarantine(workspace).revealed(selection, most);
            audit.note("quarantine.reveal", "rule " + selection.rule(), messages.size());
            return messages;
        }
    }

    private static WardflowException unknown(String rule) {
        return new WardflowException(
                ErrorCode.USAGE,
                "There is no rule " + rule,
                "no contract has it",
                "name one as ./wardflow quarantine list has it");
    }

    private void print(Rejected message) {
        List<String> words = new ArrayList<>();
        words.add("recorded " + message.recordedAt());
        words.add("hospital " + (message.hospital() == null ? "none" : message.hospital()));
        if (message.department() != null) {
            words.add("department " + message.department());
        }
        if (message.detail() != null) {
            words.add("stumbled over: " + message.detail());
        }
        if (message.discarded()) {
            words.add("discarded");
        }
        terminal.out().println();
        terminal.out().println(message.sha256());
        terminal.out().println("  " + Cells.printable(String.join(", ", words)));
        terminal.out().println("  " + message.place());
        terminal.out().println("  " + Cells.printable(message.payload()));
        terminal.checkReader();
    }

    private void print(List<Rejected> messages, Format format) {
        ResultPrinter printer = new ResultPrinter(terminal, format);
        printer.columns(List.of(
                "payload_sha256",
                "rule",
                "detail",
                "findings",
                "topic",
                "hospital",
                "department",
                "recorded",
                "discarded",
                "bronze",
                "source",
                "partition",
                "offset",
                "payload"));
        messages.forEach(message -> printer.row(Arrays.asList(
                message.sha256(),
                message.rule(),
                message.detail(),
                message.findings(),
                message.topic(),
                message.hospital(),
                message.department(),
                message.recordedAt(),
                message.discarded(),
                message.bronze(),
                message.source(),
                message.partition(),
                message.offset(),
                message.payload())));
        printer.finish();
    }

    @Command(
            name = "replay",
            description = "Judge everything anew, after a rule, a synonym or a contract was corrected.",
            footer = {
                "",
                "Corrections are files in the home's content folder. Gold is then as if they had been there from the start."
            })
    int replay() {
        if (ControlClient.find(Home.run(wardflow.home())).isPresent()) {
            throw new WardflowException(
                    ErrorCode.HOME_LOCKED,
                    "A running process reads corrections when it starts",
                    "./wardflow up runs in " + wardflow.home(),
                    "./wardflow stop, then replay, or just ./wardflow up: its first cycle judges everything anew");
        }
        try (Workspace workspace = wardflow.openForWriting();
                Pipeline pipeline = workspace.openPipeline()) {
            Replay replay = Replay.run(workspace, pipeline);
            ExitCode end = end(replay);
            print(replay.moves());
            remaining(quarantine(workspace));
            return end.number();
        }
    }

    /** Says which models failed, if any. */
    private ExitCode end(Replay replay) {
        replay.report()
                .failures()
                .forEach(failure -> terminal.err().println(failure.reason().getMessage()));
        return replay.report().failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(List<Replay.Move> moves) {
        terminal.out().println(Cells.count(Replay.left(moves), "message") + " left the quarantine");
        moves.forEach(move -> terminal.out()
                .println("  %s: %s, %s"
                        .formatted(
                                move.from().orElse("not in quarantine before"),
                                Cells.count(move.messages()),
                                move.to().map(rule -> "now " + rule).orElse("gone on"))));
    }

    /** Why the others stay: by rule, what it most often stumbles over. */
    private void remaining(Quarantine quarantine) {
        List<Quarantine.Group> groups = quarantine.groups(Selection.ALL, Quarantine.Grain.RULE);
        long messages = groups.stream().mapToLong(Quarantine.Group::messages).sum();
        terminal.out().println(Cells.count(messages) + " remain");
        for (Quarantine.Group group : groups) {
            Selection selection = new Selection(group.rule(), group.source(), null, null);
            Map<String, Long> details = quarantine.details(selection, DETAILS_SHOWN);
            String examples = details.entrySet().stream()
                    .map(detail -> Cells.printable(detail.getKey()) + " " + Cells.count(detail.getValue()))
                    .collect(Collectors.joining(", ", details.isEmpty() ? "" : ": ", ""));
            String discarded =
                    group.discarded() == 0 ? "" : ", %s of them discarded".formatted(Cells.count(group.discarded()));
            terminal.out()
                    .println("  %s (%s): %s%s%s"
                            .formatted(
                                    group.rule(), group.source(), Cells.count(group.messages()), discarded, examples));
        }
    }

    @Command(
            name = "discard",
            description = "Decide that messages stay out for good, and keep a record of that decision.",
            footer = {
                "",
                "A discarded message stays in bronze and in quarantine, and takes part in nothing, corrected rules or not."
                        + " --undo takes the decision back; what happens then is up to the rules again. Exits with 1 if it is"
                        + " recorded but not in gold yet, with 5 if a model failed."
            })
    int discard(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "DIGEST",
                            description = "Messages, as show names them; 8 characters and more will do.")
                    @Nullable List<String> digests,
            @Option(names = "--rule", paramLabel = "RULE", description = "All messages of a rule.") @Nullable String rule,
            @Mixin Which which,
            @Option(names = "--because", required = true, paramLabel = "TEXT", description = "Why, for the record.")
                    String reason,
            @Option(names = "--undo", description = "Take the decision back.") boolean undo) {
        Meant meant = new Meant(which.of(rule), digests == null ? List.of() : digests);
        if (reason.isBlank()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "A decision is recorded with its reason",
                    "--because without a word",
                    "say why, as in --because \"sent by the test system\"");
        }
        Decisions.Kind kind = undo ? Decisions.Kind.RESTORE : Decisions.Kind.DISCARD;
        Optional<ControlClient> running = ControlClient.find(Home.run(wardflow.home()));
        if (running.isPresent()) {
            return handOver(running.get(), kind, meant, reason);
        }
        try (Workspace workspace = wardflow.openForWriting();
                Pipeline pipeline = workspace.openPipeline()) {
            List<Quarantine.Named> found = named(workspace, meant);
            if (found.isEmpty()) {
                return nothing();
            }
            new Decisions(pipeline, workspace.reader(), terminal.clock()).record(kind, digests(found), user(), reason);
            Replay replay = Replay.run(workspace, pipeline);
            ExitCode end = end(replay);
            recorded(kind, found);
            print(replay.moves());
            return end.number();
        }
    }

    /** The process that runs the home is its only writer; what is meant is looked up here. */
    private int handOver(ControlClient running, Decisions.Kind kind, Meant meant, String reason) {
        List<Quarantine.Named> found;
        try (Workspace workspace = wardflow.openForReading()) {
            found = named(workspace, meant);
        }
        if (found.isEmpty()) {
            return nothing();
        }
        boolean inGold = true;
        List<Replay.Move> moves = new ArrayList<>();
        for (int from = 0; from < found.size(); from += HANDED_OVER_AT_ONCE) {
            List<String> some = digests(found.subList(from, Math.min(found.size(), from + HANDED_OVER_AT_ONCE)));
            ControlClient.Decided decided = running.decide(kind, some, user(), reason);
            inGold = decided.inGold();
            moves.addAll(decided.moves());
        }
        recorded(kind, found);
        print(moves);
        if (!inGold) {
            terminal.out().println("Not in gold yet; ./wardflow status says why.");
        }
        return (inGold ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private List<Quarantine.Named> named(Workspace workspace, Meant meant) {
        List<Quarantine.Named> found = meant.in(quarantine(workspace));
        String rule = meant.selection().rule();
        if (found.isEmpty()
                && rule != null
                && quarantine(workspace).reason(rule).isEmpty()) {
            throw unknown(rule);
        }
        return found;
    }

    private int nothing() {
        terminal.note("No such message is in quarantine as of the newest cycle; nothing was decided.");
        return ExitCode.NEGATIVE.number();
    }

    private static List<String> digests(List<Quarantine.Named> messages) {
        return messages.stream().map(Quarantine.Named::sha256).toList();
    }

    /** All are recorded, with the reason that was given; what the newest cycle knows may be older than a decision before. */
    private void recorded(Decisions.Kind kind, List<Quarantine.Named> found) {
        boolean discarded = kind == Decisions.Kind.DISCARD;
        long already = found.stream()
                .filter(message -> message.discarded() == discarded)
                .count();
        terminal.out()
                .println("%s %s%s; recorded."
                        .formatted(
                                Cells.count(found.size() - already, "message"),
                                discarded ? "discarded" : "restored",
                                already == 0 ? "" : ", %s already so".formatted(Cells.count(already))));
    }

    private Quarantine quarantine(Workspace workspace) {
        return new Quarantine(workspace.reader(), workspace.content(), KnownAt.now());
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
