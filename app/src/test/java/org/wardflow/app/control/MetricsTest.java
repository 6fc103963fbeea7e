package org.wardflow.app.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.LiveSource;

/** What the metrics say of data that is not clean, and of a source that is ahead. */
class MetricsTest {
    private static final String EVENT = """
            {"patient_id": "%s", "gender": "Female", "age": %s, "department": "%s", "bed_id": %s, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}
            """;

    @TempDir
    private Path folder;

    /** Its log has records that nobody has read. */
    private static final class Ahead implements LiveSource.Opener {
        @Override
        public String name() {
            return "ahead";
        }

        @Override
        public LiveSource open(Pipeline pipeline) {
            return new LiveSource() {
                @Override
                public List<Taken> poll(Duration wait) {
                    LockSupport.parkNanos(wait.toNanos());
                    return List.of();
                }

                @Override
                public List<Stream> streams() {
                    return List.of(new Stream("topic:vital-sign", 42, Map.of(), List.of()));
                }

                @Override
                public Map<String, Map<Integer, Long>> ends(Duration limit) {
                    return Map.of();
                }

                @Override
                public void close() {
                    // Holds nothing.
                }
            };
        }
    }

    @Test
    void findingsAreCountedByRuleAndActionAndWhatWaitsBySource() throws IOException, InterruptedException {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        Path settings = Files.writeString(Home.settings(home.folder()), "control: {port: 0}");
        Path dirt = Files.writeString(
                folder.resolve("dirt.ndjson"),
                "noise\nmore noise\n" + EVENT.formatted("a", 400, "ICU", 1) + EVENT.formatted("b", 40, "ICU", 2)
                        + EVENT.formatted("c", 40, "ICU", 2).replace("2026-10-31T08:00:00", "soon")
                        + EVENT.formatted("d", 40, "No Such Ward", 3));
        try (Workspace workspace = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), WallClock.utc())) {
            FileQueue files = new FileQueue(workspace, FileQueue.LIMITS);
            try (Live live = Live.start(workspace, workspace.clock(), List.of(files, new Ahead()));
                    ControlServer server =
                            ControlServer.start(workspace, live, files, Optional.empty(), "", () -> {})) {
                assertThat(ControlClient.require(Home.run(home.folder()), folder)
                                .ingest("patient-flow", dirt, Optional.empty())
                                .inGold())
                        .isTrue();
                URI address = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
                String metrics = HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .body();

                assertThat(metrics.lines())
                        .contains(
                                "wardflow_findings{action=\"quarantine\",rule=\"malformed_payload\"} 2",
                                "wardflow_findings{action=\"quarantine\",rule=\"unknown_department\"} 1",
                                "wardflow_findings{action=\"repair\",rule=\"age_out_of_range\"} 1",
                                "wardflow_findings{action=\"flag\",rule=\"unreadable_time\"} 1",
                                "wardflow_quarantined_rows{rule=\"malformed_payload\"} 2",
                                "wardflow_quarantined_rows{rule=\"unknown_department\"} 1",
                                "wardflow_source_lag_records{source=\"topic:vital-sign\"} 42",
                                "wardflow_source_lag_records{source=\"files:patient-flow\"} 0")
                        .noneMatch(line -> line.startsWith("wardflow_quarantined_rows{rule=\"age_out_of_range\""));
            }
        }
    }
}
