package org.wardflow.app.bench.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.wardflow.app.bench.EightFieldEvents;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.cycle.Pipeline;

/** A home with events in bronze, and nothing computed. */
final class EightFieldHome {
    private static final long SEED = 42;

    private EightFieldHome() {}

    /** Makes one. */
    static void land(Path folder, Settings settings, long events) throws IOException {
        Clock captured = Clock.fixed(EightFieldEvents.CAPTURED, ZoneOffset.UTC);
        Home home = Home.openOrCreate(folder, captured);
        Path file = folder.resolve("tmp-events.ndjson");
        EightFieldEvents.write(file, events, SEED, written -> {});
        try (Workspace workspace = Workspace.forWriting(home, settings, captured);
                Pipeline pipeline = workspace.openPipeline();
                Intake intake = Intake.of(workspace, pipeline, "patient-flow")) {
            var unused = intake.take(file, Optional.of(EightFieldEvents.CAPTURED), rows -> {});
        }
        Files.delete(file);
    }
}
