package org.wardflow.app.bench.latency;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.Simulation;

/** What is in gold before the first message is sent: the departments, and messages from files. */
final class History {
    private History() {}

    /** Brings the first messages after the start to gold, and closes their hours; returns the time of the last one. */
    static Instant load(Terminal terminal, Workspace workspace, Path folder, Instant start, long messages)
            throws IOException {
        long began = WallClock.nanos();
        Simulation simulation = new Simulation(Messages.spec(start));
        Path departments = folder.resolve("departments.csv");
        Files.writeString(departments, simulation.departmentsCsv());
        try (Pipeline pipeline = workspace.openPipeline()) {
            take(workspace, pipeline, "departments", departments, start);
            if (messages == 0) {
                return start;
            }
            Instant reached = write(simulation, folder, messages);
            for (SentMessage.Topic topic : SentMessage.Topic.values()) {
                Path file = folder.resolve(topic.id());
                if (Files.size(file) > 0) {
                    take(workspace, pipeline, topic.id(), file, reached);
                }
            }
            cycle(pipeline);
            var unused = workspace.closeHours(pipeline, Optional.of(reached));
            cycle(pipeline);
            terminal.out()
                    .println("history: %s messages in gold after %s s"
                            .formatted(Cells.count(messages), Cells.decimal((WallClock.nanos() - began) / 1e9, 0)));
            return reached;
        }
    }

    private static void take(Workspace workspace, Pipeline pipeline, String name, Path file, Instant at) {
        try (Intake intake = Intake.of(workspace, pipeline, name)) {
            var unused = intake.take(file, Optional.of(at), rows -> {});
        }
    }

    private static void cycle(Pipeline pipeline) {
        pipeline.runCycle().failures().forEach(failure -> {
            throw failure.reason();
        });
        int unused = pipeline.compact();
    }

    private static Instant write(Simulation simulation, Path folder, long messages) throws IOException {
        Map<SentMessage.Topic, OutputStream> files = new EnumMap<>(SentMessage.Topic.class);
        Instant reached = simulation.spec().start();
        try {
            for (SentMessage.Topic topic : SentMessage.Topic.values()) {
                files.put(topic, new BufferedOutputStream(Files.newOutputStream(folder.resolve(topic.id()))));
            }
            long left = messages;
            for (Instant to = reached; left > 0; to = to.plus(Duration.ofHours(1))) {
                for (SentMessage message : simulation.advanceTo(to)) {
                    if (left-- > 0) {
                        OutputStream file = files.get(message.topic());
                        if (file != null) {
                            file.write(message.payload());
                            file.write('\n');
                        }
                        reached = message.logTime();
                    }
                }
            }
        } finally {
            for (OutputStream file : files.values()) {
                file.close();
            }
        }
        return reached;
    }
}
