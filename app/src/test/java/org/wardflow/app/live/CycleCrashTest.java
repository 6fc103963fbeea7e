package org.wardflow.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;

/**
 * A whole day of a home, from files through all models to compaction and clean-up, with the disk gone from its n-th writing step
 * on. Steps: {@code -Dcycle.crashes}, spread over all there are; -1 for every one.
 */
class CycleCrashTest {
    private static final int CRASHES = Integer.getInteger("cycle.crashes", 6);
    private static final Set<String> WRITING = Set.of(
            "writeNew",
            "replace",
            "prepare",
            "takeIn",
            "syncFolder",
            "createFolder",
            "rename",
            "delete",
            "deleteTemporary");
    private static final Instant RECORDED = Instant.parse("2026-10-02T00:00:00Z");
    private static final Content CONTENT = Content.load(CycleCrashTest.class.getClassLoader(), Optional.empty());

    @TempDir
    Path folder;

    private Path first;
    private Path second;

    /** A disk that is there for so many writing steps. */
    private static final class MortalDisk {
        private final FileIo disk = new LocalFileIo();
        private final AtomicInteger steps = new AtomicInteger();
        private final AtomicBoolean gone = new AtomicBoolean();
        private final int last;

        MortalDisk(int last) {
            this.last = last;
        }

        /** The last step has its effect, and nobody hears of it, with every second number. */
        FileIo io() {
            return (FileIo) Proxy.newProxyInstance(
                    FileIo.class.getClassLoader(), new Class<?>[] {FileIo.class}, (proxy, method, arguments) -> {
                        boolean dies = WRITING.contains(method.getName()) && steps.incrementAndGet() == last;
                        if (gone.get() || (dies && last % 2 == 0)) {
                            gone.set(true);
                            throw new IOException("the disk is gone");
                        }
                        try {
                            Object done = method.invoke(disk, arguments);
                            if (dies) {
                                gone.set(true);
                                throw new IOException("the disk is gone");
                            }
                            return done;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @BeforeEach
    void write() throws IOException {
        first = Files.writeString(folder.resolve("first.ndjson"), events("p1", 1) + events("p2", 3));
        second = Files.writeString(folder.resolve("second.ndjson"), events("p1", 6) + events("p3", 5));
    }

    @Test
    void aDiskThatIsGoneAtAnyStepOfACycleLosesAndDoublesNothing() {
        MortalDisk whole = new MortalDisk(Integer.MAX_VALUE);
        day(folder.resolve("whole"), whole.io());
        SortedMap<TableName, List<String>> wanted = rows(folder.resolve("whole"));
        assertThat(wanted.get(TableName.parse("gold.fact_patient_flow"))).hasSize(4);
        int steps = whole.steps.get();
        int stride = CRASHES < 0 ? 1 : Math.max(1, steps / CRASHES);
        for (int step = 1 + stride / 2; step <= steps; step += stride) {
            Path home = folder.resolve("crashed-" + step);
            boolean died = dies(home, step);
            day(home, new LocalFileIo());
            assertThat(rows(home)).as("step %s of %s", step, steps).isEqualTo(wanted);
            assertThat(died).as("step %s of %s was reached", step, steps).isTrue();
        }
    }

    /** What a process does that is killed: nothing more. */
    private boolean dies(Path home, int step) {
        MortalDisk disk = new MortalDisk(step);
        try {
            day(home, disk.io());
        } catch (WardflowException e) {
            // The disk is gone, whatever it was that met it first.
        }
        return disk.gone.get();
    }

    /** All of it once more finds what is there already. */
    private void day(Path folder, FileIo io) {
        Home home = Home.openOrCreate(folder, WallClock.utc());
        try (Workspace workspace = Workspace.forWriting(home, Settings.defaults(), WallClock.utc(), CONTENT, io);
                Pipeline pipeline = workspace.openPipeline()) {
            take(workspace, pipeline, first);
            cycle(pipeline);
            take(workspace, pipeline, second);
            long unused = workspace.closeHours(pipeline, Optional.of(RECORDED));
            cycle(pipeline);
            int unusedFiles = pipeline.compact();
            var unusedReports = pipeline.maintain(Keep.all(Duration.ofHours(1)));
        }
    }

    private static void take(Workspace workspace, Pipeline pipeline, Path file) {
        try (Intake intake = Intake.of(workspace, pipeline, "patient-flow")) {
            var unused = intake.take(file, Optional.of(RECORDED), rows -> {});
        }
    }

    private static void cycle(Pipeline pipeline) {
        pipeline.runCycle().failures().forEach(failure -> {
            throw failure.reason();
        });
    }

    private static SortedMap<TableName, List<String>> rows(Path folder) {
        SortedMap<TableName, List<String>> rows = new TreeMap<>();
        Home home = Home.open(folder);
        try (Workspace workspace = Workspace.forReading(home, Settings.defaults(), WallClock.utc())) {
            for (TableName table : CONTENT.graph().models().keySet()) {
                List<String> found = new ArrayList<>();
                workspace.reader().query("select * from " + table, KnownAt.now(), row -> found.add(row.toString()));
                rows.put(table, found.stream().sorted().toList());
            }
        }
        return rows;
    }

    private static String events(String patient, int hour) {
        return event(patient, hour, "ADMISSION") + event(patient, hour + 5, "DISCHARGE");
    }

    private static String event(String patient, int hour, String type) {
        return """
                {"event_id": "%1$s-%2$s", "event_type": "%3$s", "event_time": "2026-10-01T%2$s:00:00Z", \
                "recorded_time": "2026-10-01T%2$s:01:00Z", "patient_id": "%1$s", "encounter_id": "%1$s-%4$s", \
                "hospital_id": 1, "department": "ICU", "bed_id": "ICU-01", "gender": "Female", "age": 40}
                """.formatted(patient, hour + 10, type, type.equals("ADMISSION") ? hour : hour - 5);
    }
}
