package org.wardflow.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.bench.CommitsBench;
import org.wardflow.app.bench.IngestBench;
import org.wardflow.app.bench.UpsertBench;
import org.wardflow.app.bench.age.AgeBench;
import org.wardflow.app.bench.engines.EnginesBench;
import org.wardflow.app.bench.engines.WorkersBench;
import org.wardflow.app.bench.kills.KillsBench;
import org.wardflow.app.bench.latency.BoardBench;
import org.wardflow.app.bench.latency.LatencyBench;
import org.wardflow.app.bench.latency.Load;
import org.wardflow.app.bench.soak.Soak;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.control.ProcessFile;
import org.wardflow.app.home.Folders;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(name = "bench", description = "Measure on this machine, in a folder of its own that is deleted afterwards.")
final class Bench {
    private final Wardflow wardflow;
    private final Terminal terminal;

    @Option(
            names = "--dir",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "A folder on the disk to measure. Default: the system's folder for temporary files.")
    private @Nullable Path dir;

    Bench(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Command(
            name = "ingest",
            description = "A file of eight-field events from JSON to gold, and DuckDB alone beside it.")
    int ingest(@Option(names = "--events", paramLabel = "N", description = "Default: 2000000.") @Nullable Long events)
            throws IOException, InterruptedException {
        return within((folder, settings) ->
                new IngestBench(terminal, settings).run(folder, events == null ? IngestBench.DEFAULT_EVENTS : events));
    }

    @Command(name = "commit", description = "A commit of one small file, with fsync.")
    int commit(@Mixin Rounds rounds) throws IOException, InterruptedException {
        return within((folder, settings) -> new UpsertBench(terminal, settings).commit(folder, rounds.count));
    }

    @Command(name = "commits", description = "Many commits into one table: does anything grow with their number?")
    int commits(@Option(names = "--count", paramLabel = "N", description = "Default: 50000.") @Nullable Integer count)
            throws IOException, InterruptedException {
        int commits = count == null ? CommitsBench.DEFAULT_COUNT : count;
        if (commits < CommitsBench.COUNT_MIN) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "Too few commits to compare their first tenth with their last",
                    "--count " + commits,
                    "give " + CommitsBench.COUNT_MIN + " or more");
        }
        return judged((folder, settings) -> new CommitsBench(terminal, settings).run(folder, commits));
    }

    @Command(name = "upsert", description = "1,000 keys into 200,000 rows.")
    int upsert(@Mixin Rounds rounds) throws IOException, InterruptedException {
        return within((folder, settings) -> new UpsertBench(terminal, settings).upsert(folder, rounds.count));
    }

    @Command(name = "age", description = "A cycle of 100 messages, the more visits are in gold.")
    int age(
            @Option(
                            names = "--visits",
                            split = ",",
                            paramLabel = "N",
                            description = "At how many visits to measure, ascending. Default: 10000,100000.")
                    @Nullable List<Long> visits,
            @Mixin Rounds rounds)
            throws IOException, InterruptedException {
        return within((folder, settings) -> new AgeBench(terminal, settings)
                .run(folder, visits == null ? List.of(10_000L, 100_000L) : visits, rounds.count));
    }

    @Command(
            name = "kills",
            description =
                    "The live pipeline killed again and again while messages come; then every record is looked for.")
    int kills(
            @Option(names = "--kills", paramLabel = "N", defaultValue = "200", description = "Default: 200.") int kills,
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Messages a second. Default: 100.")
                    int rate,
            @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: 1.") long seed)
            throws IOException, InterruptedException {
        return judged((folder, settings) -> new KillsBench(terminal, settings).run(folder, kills, rate, seed));
    }

    @Command(
            name = "latency",
            description = "From the log to gold at a rate: embedded broker, live pipeline, a producer beside them.")
    int latency(@Mixin Pace pace) throws IOException, InterruptedException {
        return within((folder, settings) -> new LatencyBench(terminal, settings).run(folder, pace.load()));
    }

    @Command(
            name = "board",
            description =
                    "From the log to a number in streams of the board and, with a Chromium here, on a screen; and what streams cost that only wait.")
    int board(
            @Mixin Pace pace,
            @Option(names = "--streams", paramLabel = "N", defaultValue = "50", description = "Default: 50.")
                    int streams,
            @Option(names = "--idle", paramLabel = "N", defaultValue = "1000", description = "Default: 1000.") int idle)
            throws IOException, InterruptedException {
        return within((folder, settings) -> new BoardBench(terminal, settings).run(folder, pace.load(), streams, idle));
    }

    @Command(
            name = "peer",
            description =
                    "The widespread pipeline on Spark and Delta, and ours: the same batches, then the same log; built by Maven.")
    int peer(
            @Option(names = "--events", paramLabel = "N", defaultValue = "30000", description = "Default: 30000.")
                    int events,
            @Option(names = "--batches", paramLabel = "N", defaultValue = "10", description = "Default: 10.")
                    int batches,
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "Events a second into the log. Default: 1000.")
                    int rate,
            @Option(
                            names = "--seconds",
                            paramLabel = "N",
                            defaultValue = "60",
                            description = "How long to measure behind the log. Default: 60.")
                    int seconds)
            throws IOException, InterruptedException {
        // Spark is for tests and stays off this class path.
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-q",
                        "-B",
                        "-ntp",
                        "-pl",
                        "proof",
                        "-am",
                        "test",
                        "-Dspotless.check.skip=true",
                        "-Dtest=PeerTest,FollowedLogTest",
                        "-Dsurefire.failIfNoSpecifiedTests=false",
                        "-Dexcluded.tests=",
                        "-Dpeer.events=" + events,
                        "-Dpeer.batches=" + batches,
                        "-Dpeer.rate=" + rate,
                        "-Dpeer.seconds=" + seconds)
                .directory(Path.of(System.getProperty("wardflow.root", ".")).toFile())
                .inheritIO()
                .start();
        return maven.waitFor() == 0 ? ExitCode.OK.number() : ExitCode.NEGATIVE.number();
    }

    @Command(
            name = "engines",
            description = "The same backfill on DuckDB and on Spark: time, memory, and whether gold is the same.")
    int engines(
            @Option(
                            names = "--events",
                            split = ",",
                            paramLabel = "N",
                            description = "How many, for each run. Default: 100000.")
                    @Nullable List<Long> events,
            @Option(
                            names = "--engines",
                            split = ",",
                            paramLabel = "ENGINE",
                            defaultValue = "duckdb,spark",
                            description = "One after the other. Default: duckdb,spark.")
                    List<EnginesBench.Engine> engines,
            @Option(
                            names = "--master",
                            paramLabel = "URL",
                            defaultValue = "local[*]",
                            description = "Where Spark runs. Default: local[*].")
                    String master,
            @Option(
                            names = "--workers",
                            split = ",",
                            paramLabel = "N",
                            description =
                                    "Instead: on Spark alone, clusters of so many workers on this machine, and what each"
                                            + " stage reads, shuffles and writes for an event.")
                    @Nullable List<Integer> workers,
            @Option(
                            names = "--driver-memory",
                            paramLabel = "SIZE",
                            defaultValue = "2g",
                            description =
                                    "Of Spark's driver, which computes all where there is no cluster. Default: 2g.")
                    String driverMemory)
            throws IOException, InterruptedException {
        List<Long> sizes = events == null ? List.of(100_000L) : events;
        if (workers != null) {
            return judged((folder, settings) ->
                    new WorkersBench(terminal, settings).run(folder, sizes, workers, driverMemory));
        }
        return judged((folder, settings) ->
                new EnginesBench(terminal, settings).run(folder, sizes, engines, master, driverMemory));
    }

    @Command(
            name = "soak",
            description = "Look at the process that runs this home every minute, and say at the end what grew.")
    int soak(@Mixin Looks looks) throws IOException, InterruptedException {
        Path home = wardflow.home();
        ProcessFile process = ControlClient.require(Home.run(home), home).process();
        new Soak(terminal).run(process, home, looks.time, looks.every);
        return ExitCode.OK.number();
    }

    private Path newFolder() throws IOException {
        return dir == null
                ? Files.createTempDirectory("wardflow-bench-")
                : Files.createTempDirectory(Files.createDirectories(dir), "wardflow-bench-");
    }

    /** What did not pass can be looked at. */
    private int judged(Judgement judgement) throws IOException, InterruptedException {
        Path folder = newFolder();
        boolean passed = false;
        try {
            passed = judgement.run(folder, wardflow.settings());
        } finally {
            if (passed) {
                Folders.delete(folder);
            } else {
                terminal.err().println("What was measured stays in " + folder);
            }
        }
        return passed ? ExitCode.OK.number() : ExitCode.NEGATIVE.number();
    }

    private int within(Measurement measurement) throws IOException, InterruptedException {
        Path folder = newFolder();
        try {
            measurement.run(folder, wardflow.settings());
        } finally {
            Folders.delete(folder);
        }
        return ExitCode.OK.number();
    }

    /** How often to measure. */
    static final class Rounds {
        @Option(names = "--rounds", paramLabel = "N", description = "Samples to take. Default: ${DEFAULT-VALUE}.")
        private int count = UpsertBench.DEFAULT_ROUNDS;
    }

    /** How much to send, how fast. */
    static final class Pace {
        @Option(names = "--rate", paramLabel = "N", description = "Messages a second. Default: ${DEFAULT-VALUE}.")
        private int rate = 1_000;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                converter = Spans.class,
                description = "How long to measure, as in 10m. Default: 60s.")
        private Duration measured = Duration.ofSeconds(60);

        @Option(
                names = "--warm-up",
                paramLabel = "TIME",
                converter = Spans.class,
                description = "How long to send before that. Default: 30s.")
        private Duration warmUp = Load.WARM_UP;

        @Option(
                names = "--history",
                paramLabel = "N",
                description = "Messages that are in gold before. Default: ${DEFAULT-VALUE}.")
        private long history;

        @Option(
                names = "--backlog",
                paramLabel = "N",
                description = "Messages that wait in the log at the start. Default: ${DEFAULT-VALUE}.")
        private long backlog;

        @Option(
                names = "--hours",
                paramLabel = "WHEN",
                description =
                        "When hours close: once, half way, or lapse, as the messages' own times pass. Default: once.")
        private Load.Hours hours = Load.Hours.ONCE;

        private Load load() {
            return new Load(rate, warmUp, measured, history, backlog, hours);
        }
    }

    /** How long and how often to look. */
    static final class Looks {
        @Option(
                names = "--for",
                paramLabel = "TIME",
                converter = Spans.class,
                description = "How long, as in 10m. Default: 1h.")
        private Duration time = Duration.ofHours(1);

        @Option(names = "--every", paramLabel = "TIME", converter = Spans.class, description = "Default: 1m.")
        private Duration every = Duration.ofMinutes(1);
    }

    private interface Measurement {
        void run(Path folder, Settings settings) throws IOException, InterruptedException;
    }

    /** One that ends in yes or no. */
    private interface Judgement {
        boolean run(Path folder, Settings settings) throws IOException, InterruptedException;
    }
}
