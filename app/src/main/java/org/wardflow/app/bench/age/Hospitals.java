package org.wardflow.app.bench.age;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;

/** Simulated hospitals whose messages go into a home, many days or a few messages at a time. */
final class Hospitals implements AutoCloseable {
    private static final long SEED = 42;
    private static final Duration STEP = Duration.ofMinutes(10);

    private final Workspace workspace;
    private final Pipeline pipeline;
    private final Path folder;
    private final Simulation simulation;
    private final Intake patientFlow;
    private final Intake departments;
    private final Deque<SentMessage> waiting = new ArrayDeque<>();
    private Instant now;
    private long sent;

    Hospitals(Workspace workspace, Pipeline pipeline, Path folder) throws IOException {
        this.workspace = workspace;
        this.pipeline = pipeline;
        this.folder = folder;
        this.simulation = new Simulation(new SimulationSpec(
                SimulationSpec.HOSPITALS_MAX, 1, SEED, SimulationSpec.DEFAULT_START, Dirt.of("default")));
        this.now = simulation.spec().start();
        this.patientFlow = Intake.of(workspace, pipeline, SentMessage.Topic.PATIENT_FLOW.id());
        this.departments = Intake.of(workspace, pipeline, SentMessage.Topic.DEPARTMENT.id());
        try (Intake extract = Intake.of(workspace, pipeline, "departments")) {
            Path csv = Files.writeString(folder.resolve("departments.csv"), simulation.departmentsCsv());
            var unused = extract.take(csv, Optional.of(now), rows -> {});
        }
    }

    /** Messages sent so far. */
    long messages() {
        return sent;
    }

    /** Days that have passed. */
    long days() {
        return Duration.between(simulation.spec().start(), now).toDays();
    }

    /** Lets days pass, brings everything to gold, and does the upkeep. */
    void live(long days) throws IOException {
        Instant until = now.plus(Duration.ofDays(days));
        try (Outbox outbox = new Outbox()) {
            while (!waiting.isEmpty()) {
                outbox.put(waiting.remove());
            }
            while (now.isBefore(until)) {
                now = now.plus(Duration.ofDays(1));
                for (SentMessage message : simulation.advanceTo(now)) {
                    outbox.put(message);
                }
            }
            outbox.send();
        }
        require(pipeline.runCycle());
        long unused = workspace.closeHours(pipeline, Optional.of(now));
        require(pipeline.runCycle());
        int unusedCount = pipeline.compact();
        cleanUp();
    }

    /** Sends the next messages into bronze. */
    void send(int messages) throws IOException {
        while (waiting.size() < messages) {
            now = now.plus(STEP);
            waiting.addAll(simulation.advanceTo(now));
        }
        try (Outbox outbox = new Outbox()) {
            for (int i = 0; i < messages; i++) {
                outbox.put(waiting.remove());
            }
            outbox.send();
        }
    }

    /** Closes the hours that have passed; false if none has. */
    boolean closeHour() {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        return pipeline.appendClock(hour, hour) > 0;
    }

    /** As a running home does every few minutes. */
    void cleanUp() {
        Settings settings = workspace.settings();
        var unused = pipeline.maintain(
                new Keep(settings.value(Settings.LAKE_RETENTION), settings.value(Settings.LAKE_CYCLES)));
    }

    /** Fails with the first model's failure. */
    static CycleReport require(CycleReport report) {
        report.failures().forEach(failure -> {
            throw failure.reason();
        });
        return report;
    }

    @Override
    public void close() {
        patientFlow.close();
        departments.close();
    }

    /** A file for each topic, on its way into bronze. */
    private final class Outbox implements AutoCloseable {
        private final Path flowFile = folder.resolve("patient-flow-" + sent + ".ndjson");
        private final Path departmentFile = folder.resolve("department-" + sent + ".ndjson");
        private final OutputStream flows = open(flowFile);
        private final OutputStream others = open(departmentFile);
        private Instant last = now;

        Outbox() throws IOException {}

        private static OutputStream open(Path file) throws IOException {
            return new BufferedOutputStream(Files.newOutputStream(file));
        }

        void put(SentMessage message) throws IOException {
            OutputStream out = message.topic() == SentMessage.Topic.PATIENT_FLOW ? flows : others;
            out.write(message.payload());
            out.write('\n');
            last = message.logTime();
            sent++;
        }

        void send() throws IOException {
            close();
            take(patientFlow, flowFile);
            take(departments, departmentFile);
        }

        private void take(Intake intake, Path file) throws IOException {
            if (Files.size(file) > 0) {
                var unused = intake.take(file, Optional.of(last), rows -> {});
            }
            Files.delete(file);
        }

        @Override
        public void close() throws IOException {
            flows.close();
            others.close();
        }
    }
}
