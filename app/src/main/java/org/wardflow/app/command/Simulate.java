package org.wardflow.app.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.ProcessFile;
import org.wardflow.app.feed.Feeding;
import org.wardflow.app.feed.KafkaFeed;
import org.wardflow.app.feed.Pace;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Progress;
import org.wardflow.app.terminal.StopSignals;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.TruthWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "simulate",
        description =
                "Write what a group of hospitals would send, or send it to Kafka, and the truth behind it. The same seed gives the"
                        + " same messages.",
        footer = {
            "",
            "To Kafka: the topics patient-flow and department of the brokers given, else of the process that runs this home, else"
                    + " of the settings. The extracts are files in --out only. Brokers other than the one within up are asked"
                    + " about, unless --bootstrap-servers names them."
        })
final class Simulate implements Callable<Integer> {
    private static final int DAYS = 30;
    private static final Pattern RATE = Pattern.compile("([0-9]{1,7})(/s)?");

    private final Wardflow wardflow;
    private final Terminal terminal;

    @Option(names = "--to", paramLabel = "WHERE", description = "files or kafka. Default: ${DEFAULT-VALUE}.")
    private Where to = Where.FILES;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "A new or empty folder; may be left out with --to kafka.")
    private @Nullable Path out;

    @Option(names = "--hospitals", paramLabel = "N", description = "From 1 to 7. Default: ${DEFAULT-VALUE}.")
    private int hospitals = SimulationSpec.HOSPITALS_MAX;

    @Option(names = "--days", paramLabel = "N", description = "Default: 30; with --for, until that is over.")
    private @Nullable Integer days;

    @Option(names = "--seed", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private long seed = 42;

    @Option(
            names = "--dirt",
            paramLabel = "DIRT",
            description = "default, none, or a file of lines such as silent_visit=0.004.")
    private String dirt = "default";

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers, with commas between.")
    private @Nullable String servers;

    @Option(names = "--rate", paramLabel = "N/s", description = "Messages a second. Default: as fast as the broker.")
    private @Nullable String rate;

    @Option(names = "--speed", paramLabel = "N", description = "Instead: times as fast as real time.")
    private @Nullable Integer speed;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Lengths.class,
            description = "Stop after so long, such as 60s.")
    private @Nullable Duration limit;

    @Option(names = "--yes", description = "With --to kafka: do not ask.")
    private boolean yes;

    Simulate(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    /** Where it goes. */
    enum Where {
        FILES,
        KAFKA
    }

    @Override
    public Integer call() {
        int unlimited = limit == null ? DAYS : SimulationSpec.DAYS_MAX;
        SimulationSpec spec = new SimulationSpec(
                hospitals, days == null ? unlimited : days, seed, SimulationSpec.DEFAULT_START, Dirt.of(dirt));
        if (to == Where.KAFKA) {
            return send(spec).number();
        }
        if (servers != null || rate != null || speed != null || limit != null || yes) {
            throw usage("--bootstrap-servers, --rate, --speed, --for and --yes are for a broker", "add --to kafka");
        }
        write(
                spec,
                Optional.ofNullable(out)
                        .orElseThrow(() -> usage("There is no folder to write to", "add --out DIR, or --to kafka")));
        return ExitCode.OK.number();
    }

    private static WardflowException usage(String what, String fix) {
        return new WardflowException(ErrorCode.USAGE, what, "other options", fix);
    }

    private ExitCode send(SimulationSpec spec) {
        Pace pace = pace();
        Optional<Path> folder = Optional.ofNullable(out);
        folder.ifPresent(TruthWriter::requireEmpty);
        Destination destination = destination();
        if (destination.isReal() && !yes && !confirmed(destination)) {
            terminal.note("Nothing was sent.");
            return ExitCode.NEGATIVE;
        }
        KafkaSettings brokers = destination.brokers();
        if (servers == null) {
            terminal.note(
                    "Sending invented patients to %s, %s.".formatted(brokers.bootstrapServers(), destination.whose()));
        }
        try (KafkaFeed feed = KafkaFeed.open(brokers)) {
            Feeding sent = Feeding.run(spec, feed, pace, Optional.ofNullable(limit), StopSignals.install());
            folder.ifPresent(directory -> {
                Ledger unused = TruthWriter.writeSent(spec, sent.until(), directory);
            });
            double seconds = sent.took().toNanos() / 1e9;
            say("%s sent to %s in %s s, %s/s; %s of them are copies, sent twice on purpose"
                    .formatted(
                            Cells.count(sent.messages(), "message"),
                            brokers.bootstrapServers(),
                            Cells.decimal(seconds, 1),
                            Cells.count(Math.round(sent.messages() / Math.max(seconds, 1e-9))),
                            Cells.count(sent.copies())));
            folder.ifPresent(directory -> {
                say("What was true up to %s: %s. Next:".formatted(sent.until(), directory));
                say("  ./wardflow ingest departments %s --recorded-at %s"
                        .formatted(directory.resolve("departments.csv"), spec.start()));
                say("  ./wardflow ingest doctors %s --recorded-at %s"
                        .formatted(directory.resolve("doctors.csv"), spec.start()));
                say("  ./wardflow verify --truth " + directory);
            });
        }
        return ExitCode.OK;
    }

    /** Invented patients among real ones cannot be told apart afterwards. */
    private boolean confirmed(Destination destination) {
        String where = "the topics patient-flow and department of %s, %s"
                .formatted(destination.brokers().bootstrapServers(), destination.whose());
        if (!terminal.asks()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "simulate would send invented patients to " + where,
                    "no terminal to ask at",
                    "add --yes if that is meant; else name other brokers with --bootstrap-servers, or another home with --home");
        }
        return terminal.confirms("Send invented patients to " + where + "?");
    }

    private Pace pace() {
        if (rate != null && speed != null) {
            throw usage("--rate and --speed exclude each other", "give one of them");
        }
        if (speed != null) {
            return new Pace.Speed(positive("--speed", speed));
        }
        if (rate != null) {
            Matcher given = RATE.matcher(rate.toLowerCase(Locale.ROOT));
            return new Pace.Rate(positive("--rate", given.matches() ? Integer.parseInt(given.group(1)) : 0));
        }
        return new Pace.Unlimited();
    }

    private static int positive(String option, int value) {
        if (value < 1) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    option + " is no number from 1",
                    Integer.toString(value),
                    "write " + option + " 100");
        }
        return value;
    }

    private Destination destination() {
        Settings settings = wardflow.settings();
        Destination found = Destination.of(
                settings,
                Optional.ofNullable(servers),
                ProcessFile.find(wardflow.home().resolve("run"))
                        .map(ProcessFile::bootstrapServers)
                        .filter(running -> !running.isEmpty()));
        if (found.brokers().client().isEmpty()
                && !settings.value(Settings.KAFKA_CLIENT).isEmpty()) {
            terminal.note("Without kafka.client, which is for the brokers of the settings alone.");
        }
        return found;
    }

    private void write(SimulationSpec spec, Path folder) {
        long[] messages = {0};
        Ledger ledger;
        try (Progress progress = new Progress(terminal, "simulating", "days", spec.days())) {
            ledger = TruthWriter.write(spec, folder, (day, written) -> {
                progress.at(day);
                messages[0] = written;
            });
        }
        say("%s of %s in %s, %s of them dirty on purpose: %s"
                .formatted(
                        Cells.count(messages[0], "message"),
                        Cells.count(ledger.visits().size(), "visit"),
                        Cells.count(spec.days(), "day"),
                        Cells.count(ledger.labels().size()),
                        folder));
        say("Next:");
        say("  ./wardflow ingest --simulated " + folder);
        say("  ./wardflow run --until " + spec.end());
        say("  ./wardflow verify --truth " + folder);
    }

    private void say(String line) {
        terminal.out().println(line);
    }
}
