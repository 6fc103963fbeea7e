package org.wardflow.app.command;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.control.ProcessFile;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Brokers;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaTopics;
import org.wardflow.ingest.kafka.PartitionState;
import org.wardflow.ingest.kafka.Skip;
import org.wardflow.ingest.kafka.SkipOrder;
import org.wardflow.ingest.kafka.TopicStates;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "source",
        description = "The topics that events come from: how far each is read, and decisions about gaps.")
final class SourceCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Wardflow wardflow;
    private final Terminal terminal;

    SourceCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Command(name = "list", description = "List each partition: the next offset, the log's end, the lag, the state.")
    int list(
            @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
                    @Nullable Format format) {
        Format chosen = format == null ? Format.TABLE : format;
        try (Workspace workspace = wardflow.openForReading()) {
            Function<TableName, Optional<Snapshot>> bronze =
                    table -> workspace.lake().find(table).map(Table::latest);
            Optional<TopicStates> seen = running(workspace.settings())
                    .flatMap(brokers ->
                            KafkaTopics.states(workspace.content(), bronze, brokers, PATIENCE, terminal.clock()));
            partitions(
                    seen.orElseGet(() -> TopicStates.of(KafkaTopics.stored(workspace.content(), bronze))),
                    seen.isPresent(),
                    chosen);
            if (seen.isEmpty()) {
                terminal.note(silence(workspace.settings()));
            }
            if (chosen == Format.TABLE) {
                gaps(seen.map(TopicStates::partitions).orElse(List.of()));
                skips(KafkaTopics.skips(workspace.content(), bronze));
            }
        }
        return ExitCode.OK.number();
    }

    /** The broker within {@code up} listens where that process says; at the port of the settings another home's may. */
    private Optional<KafkaSettings> running(Settings settings) {
        return Brokers.isElsewhere(settings)
                ? Optional.of(Brokers.client(settings))
                : ProcessFile.find(Home.run(wardflow.home()))
                        .map(ProcessFile::bootstrapServers)
                        .filter(servers -> !servers.isEmpty())
                        .map(servers -> new KafkaSettings(servers, settings.value(Settings.KAFKA_CLIENT)));
    }

    private void partitions(TopicStates states, boolean answered, Format format) {
        ResultPrinter printer = new ResultPrinter(terminal, format);
        printer.columns(List.of("topic", "partition", "next", "end", "lag", "state"));
        for (PartitionState state : states.partitions()) {
            printer.row(Arrays.asList(
                    state.topic(),
                    state.partition(),
                    boxed(state.next()),
                    boxed(state.end()),
                    boxed(state.lag()),
                    state(state, answered)));
        }
        states.without().forEach((topic, why) -> printer.row(Arrays.asList(topic, null, null, null, null, why.text())));
        printer.finish();
    }

    private static String state(PartitionState state, boolean answered) {
        return state.gap()
                .map(gap -> "stands still: " + gap.cause().text())
                .or(() -> state.stall().map(stall -> stall.cause().text()))
                .orElse(answered ? "is read" : "unknown");
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static String silence(Settings settings) {
        return Brokers.isElsewhere(settings)
                ? "The brokers do not answer: the offsets are those that bronze has."
                : "The broker does not answer, and runs within ./wardflow up: the offsets are those that bronze has.";
    }

    private void gaps(List<PartitionState> states) {
        states.stream().flatMap(state -> state.gap().stream()).forEach(gap -> {
            terminal.out().println();
            terminal.out().println(gap.problem().getMessage());
        });
    }

    private void skips(List<Skip> skips) {
        if (skips.isEmpty()) {
            return;
        }
        terminal.out().println();
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        printer.columns(List.of("skipped", "topic", "partition", "from", "to", "why", "by"));
        skips.forEach(skip -> printer.row(Arrays.asList(
                skip.at(), skip.topic(), skip.partition(), skip.from(), skip.to(), skip.why(), skip.by())));
        printer.finish();
    }

    @Command(
            name = "skip",
            description = "Read a partition on from elsewhere, and keep a record of that decision.",
            footer = {
                "",
                "Without --to, a partition that stands still goes on with the oldest record that was never taken in."
                        + " Records that are read twice are one message in silver."
            })
    int skip(
            @Parameters(paramLabel = "TOPIC", arity = "0..1", description = "As source list has it.") @Nullable String topic,
            @Parameters(paramLabel = "PARTITION", arity = "0..1", description = "As source list has it.") @Nullable Integer partition,
            @Option(names = "--to", paramLabel = "OFFSET", description = "The offset of the next record to read.")
                    @Nullable Long to,
            @Option(
                            names = "--all",
                            description = "Each partition that stands still, as all do after a restore without"
                                    + " the log of the broker within up.")
                    boolean all) {
        List<Skip> skips;
        if (all && topic == null && to == null) {
            skips = skipAll();
        } else if (!all && topic != null && partition != null) {
            skips = List.of(
                    skip(new SkipOrder(topic, partition, to == null ? OptionalLong.empty() : OptionalLong.of(to))));
        } else {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "There is no telling what to skip",
                    all ? "--all beside a topic or --to" : "no topic and partition",
                    "name a topic and a partition, as ./wardflow source list has them, or --all alone");
        }
        skips.forEach(skip -> terminal.out()
                .println("Topic %s, partition %s goes on at offset %s instead of %s; recorded."
                        .formatted(skip.topic(), skip.partition(), skip.to(), skip.from())));
        if (skips.isEmpty()) {
            terminal.out().println("No partition stands still.");
        }
        return skips.isEmpty() ? ExitCode.NEGATIVE.number() : ExitCode.OK.number();
    }

    private Skip skip(SkipOrder order) {
        Optional<ControlClient> running = ControlClient.find(Home.run(wardflow.home()));
        if (running.isPresent()) {
            return running.get().skip(order, user());
        }
        try (Workspace workspace = wardflow.openForWriting();
                Pipeline pipeline = workspace.openPipeline();
                Brokers brokers = brokers(workspace)) {
            return KafkaTopics.skip(pipeline, brokers.settings(), order, user(), PATIENCE, terminal.clock());
        }
    }

    private List<Skip> skipAll() {
        Optional<ControlClient> running = ControlClient.find(Home.run(wardflow.home()));
        if (running.isPresent()) {
            try (Workspace workspace = wardflow.openForReading()) {
                return standingStill(workspace, running(workspace.settings()).orElseThrow(SourceCommand::noBroker))
                        .stream()
                        .map(order -> running.get().skip(order, user()))
                        .toList();
            }
        }
        try (Workspace workspace = wardflow.openForWriting();
                Pipeline pipeline = workspace.openPipeline();
                Brokers brokers = brokers(workspace)) {
            return standingStill(workspace, brokers.settings()).stream()
                    .map(order ->
                            KafkaTopics.skip(pipeline, brokers.settings(), order, user(), PATIENCE, terminal.clock()))
                    .toList();
        }
    }

    private List<SkipOrder> standingStill(Workspace workspace, KafkaSettings brokers) {
        return KafkaTopics.states(
                        workspace.content(),
                        table -> workspace.lake().find(table).map(Table::latest),
                        brokers,
                        PATIENCE,
                        terminal.clock())
                .orElseThrow(() -> KafkaTopics.unanswered(brokers, PATIENCE))
                .partitions()
                .stream()
                .filter(state -> state.gap().isPresent())
                .map(state -> new SkipOrder(state.topic(), state.partition(), OptionalLong.empty()))
                .toList();
    }

    /** The broker in process runs for as long as the command, since nothing else can have it open now. */
    private static Brokers brokers(Workspace workspace) {
        if (!Brokers.isElsewhere(workspace.settings())
                && !Files.exists(workspace.home().broker())) {
            throw noBroker();
        }
        return Brokers.open(workspace);
    }

    private static WardflowException noBroker() {
        return new WardflowException(
                ErrorCode.SOURCE_UNKNOWN,
                "There is nothing to skip",
                "this home has no broker that runs, and names none",
                "./wardflow up starts one; or set kafka.bootstrap-servers in wardflow.yaml");
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
