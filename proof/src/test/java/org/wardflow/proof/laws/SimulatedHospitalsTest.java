package org.wardflow.proof.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.workspace.Shipment;
import org.wardflow.core.WallClock;
import org.wardflow.proof.CommandLineUser;
import org.wardflow.simulator.truth.Truth;

/** Simulated hospitals, through the command line, against the truth that the simulator wrote. */
class SimulatedHospitalsTest {
    private static final List<String> GOLD = List.of(
            "dim_patient",
            "dim_department",
            "dim_doctor",
            "dim_hospital",
            "fact_patient_flow",
            "fact_bed_stay",
            "fact_pending_move",
            "fact_department_hour",
            "quality_result");
    private static final int ROUNDS = 4;

    @TempDir
    private static Path folder;

    private static Path simulated;
    private static Instant end;

    @BeforeAll
    static void simulate() {
        simulated = folder.resolve("simulated");
        assertThat(user("none")
                        .succeed(
                                "simulate",
                                "--out",
                                simulated.toString(),
                                "--hospitals",
                                "2",
                                "--days",
                                "4",
                                "--seed",
                                "11"))
                .contains("messages");
        end = Truth.read(simulated).end();
    }

    @Test
    void goldEqualsTheTruthAndARebuildFromBronzeGivesItAgain() throws IOException {
        CommandLineUser user = user("straight");
        assertThat(user.succeed("ingest", "--simulated", simulated.toString())).contains("rows");
        verify(user);
        Map<String, String> before = gold(user);
        for (String made : List.of("silver", "gold", "_manifests")) {
            delete(user.home().resolve("lake").resolve(made));
        }
        verify(user);
        assertThat(gold(user)).isEqualTo(before);
    }

    @Test
    void goldEqualsTheTruthHoweverEventsAreShuffledSplitAndRepeated() throws IOException {
        shuffled(1);
    }

    @Test
    @Tag("slow")
    void theSameHoldsForManySeeds() throws IOException {
        for (long seed = 100; seed < 100 + Integer.getInteger("property.tries", 20); seed++) {
            shuffled(seed);
        }
    }

    @Test
    void goldEqualsTheTruthHoweverOftenTheProcessIsKilled() throws IOException, InterruptedException {
        String[] ingest = {"ingest", "--simulated", simulated.toString()};
        String[] run = {"run", "--until", end.toString()};
        // How long each takes here, so that the kills fall into the work, however fast the machine is.
        CommandLineUser undisturbed = user("undisturbed");
        long ingestMillis = millis(undisturbed, ingest);
        long runMillis = millis(undisturbed, run);
        CommandLineUser user = user("killed");
        Random random = new Random(3);
        int kills = 0;
        for (int round = 0; round < ROUNDS; round++) {
            kills += killed(user, ingestMillis * (20 + random.nextInt(60)) / 100, ingest);
            kills += killed(user, runMillis * (20 + random.nextInt(60)) / 100, run);
        }
        assertThat(kills).isPositive();
        assertThat(user.succeed("ingest", "--simulated", simulated.toString())).isNotEmpty();
        verify(user);
    }

    private static void shuffled(long seed) throws IOException {
        Random random = new Random(seed);
        List<Shipment> shipments = new ArrayList<>();
        for (Shipment shipment : Shipment.simulated(simulated)) {
            boolean lines = shipment.file().toString().endsWith(".ndjson");
            shipments.addAll(lines ? split(shipment, random) : List.of(shipment));
        }
        Collections.shuffle(shipments, random);
        CommandLineUser user = user("shuffled-" + seed);
        for (Shipment shipment : shipments) {
            String recordedAt = Objects.requireNonNull(shipment.recordedAt()).toString();
            assertThat(user.succeed(
                            "ingest", shipment.source(), shipment.file().toString(), "--recorded-at", recordedAt))
                    .isNotEmpty();
            if (random.nextInt(4) == 0) {
                assertThat(user.succeed("run", "--until", end.toString())).isNotEmpty();
            }
        }
        assertThat(user.succeed("run", "--until", end.toString())).isNotEmpty();
        // Sending twice shows in the count of copies, which verify compares too, and in no gold row.
        String report = user.type("verify", "--truth", simulated.toString()).out();
        List<String> tables =
                report.lines().filter(line -> line.startsWith("gold.")).toList();
        assertThat(tables)
                .as(report)
                .hasSize(11)
                .allSatisfy(table -> assertThat(table).endsWith("yes"));
    }

    /** The lines of a file, each twice, in any order, in a few files. */
    private static List<Shipment> split(Shipment whole, Random random) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (int copy = 0; copy < 2; copy++) {
            lines.addAll(lines(Files.readAllBytes(whole.file())));
        }
        Collections.shuffle(lines, random);
        List<Shipment> parts = new ArrayList<>();
        for (int from = 0; from < lines.size(); ) {
            int to = Math.min(lines.size(), from + 1 + random.nextInt(lines.size()));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            lines.subList(from, to).forEach(text::writeBytes);
            Path file = Files.createTempFile(folder, "part", ".ndjson");
            parts.add(new Shipment(Files.write(file, text.toByteArray()), whole.source(), whole.recordedAt()));
            from = to;
        }
        return parts;
    }

    /** Cut at line feeds, each line with its own: lines need not be UTF-8. */
    private static List<byte[]> lines(byte[] text) {
        List<byte[]> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte next : text) {
            line.write(next);
            if (next == '\n') {
                lines.add(line.toByteArray());
                line.reset();
            }
        }
        return lines;
    }

    private static void verify(CommandLineUser user) {
        assertThat(user.succeed("run", "--until", end.toString())).isNotEmpty();
        assertThat(user.succeed("verify", "--truth", simulated.toString())).isNotEmpty();
    }

    /** Runs a command in a process of its own, and kills that after a while; 0 if it was done by then. */
    private static int killed(CommandLineUser user, long millis, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.wardflow.app.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(folder, "killed", ".log").toFile());
        builder.environment().put("WARDFLOW_HOME", user.home().toString());
        Process process = builder.start();
        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            assertThat(process.destroyForcibly().waitFor()).isNotZero();
            return 1;
        }
        return 0;
    }

    private static long millis(CommandLineUser user, String... arguments) throws IOException, InterruptedException {
        long started = WallClock.nanos();
        assertThat(killed(user, TimeUnit.MINUTES.toMillis(10), arguments)).isZero();
        return (WallClock.nanos() - started) / 1_000_000;
    }

    private static Map<String, String> gold(CommandLineUser user) {
        Map<String, String> tables = new TreeMap<>();
        for (String table : GOLD) {
            String csv = user.succeed("query", "select * from gold." + table + " order by all", "--format", "csv");
            assertThat(csv.lines().count()).as(table).isGreaterThan(1);
            tables.put(table, csv);
        }
        return tables;
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static CommandLineUser user(String name) {
        return new CommandLineUser(folder.resolve(name));
    }
}
