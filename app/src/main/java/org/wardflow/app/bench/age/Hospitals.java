package org.wardflow.app.bench.age;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.cycle.CycleReport;
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
    private int files;

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

    /** Lets days pass and brings everything to gold; returns the messages. */
    long live(int days) throws IOException {
        Instant until = now.plus(Duration.ofDays(days));
        while (now.isBefore(until)) {
            now = now.plus(Duration.ofDays(1));
            waiting.addAll(simulation.advanceTo(now));
        }
        long messages = waiting.size();
        send(waiting.size());
        require(pipeline.runCycle());
        long unused = workspace.closeHours(pipeline, Optional.of(now));
        require(pipeline.runCycle());
        int unusedCount = pipeline.compact();
        return messages;
    }

    /** Sends the next messages into bronze. */
    void send(int messages) throws IOException {
        while (waiting.size() < messages) {
            now = now.plus(STEP);
            waiting.addAll(simulation.advanceTo(now));
        }
        Path flow = folder.resolve("patient-flow-" + files + ".ndjson");
        Path department = folder.resolve("department-" + files++ + ".ndjson");
        Instant sent = now;
        try (OutputStream flows = new BufferedOutputStream(Files.newOutputStream(flow));
                OutputStream others = new BufferedOutputStream(Files.newOutputStream(department))) {
            for (int i = 0; i < messages; i++) {
                SentMessage message = waiting.remove();
                OutputStream out = message.topic() == SentMessage.Topic.PATIENT_FLOW ? flows : others;
                out.write(message.payload());
                out.write('\n');
                sent = message.logTime();
            }
        }
        take(patientFlow, flow, sent);
        take(departments, department, sent);
    }

    private static void take(Intake intake, Path file, Instant sent) throws IOException {
        if (Files.size(file) > 0) {
            var unused = intake.take(file, Optional.of(sent), rows -> {});
        }
        Files.delete(file);
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
}
