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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;

/** docs/operations.md lists the metrics that there are, and tests that there are. */
class OperationsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern HELP = Pattern.compile("(?m)^# HELP ([a-z_]+) (.+)$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ([a-z_]+) ([a-z]+)$");
    private static final Pattern SHOWN_BY = Pattern.compile("`([A-Z][A-Za-z]+Test)\\.([a-zA-Z]+)`");
    private static final String EVENT = """
            {"patient_id": "a", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}
            """;

    @TempDir
    private Path folder;

    @Test
    void theMetricsAreThoseOfARunningSystem() throws Exception {
        String metrics = metrics();
        Map<String, String> types = new TreeMap<>();
        TYPE.matcher(metrics).results().forEach(type -> types.put(type.group(1), type.group(2)));
        Map<String, String> rows = new TreeMap<>();
        HELP.matcher(metrics)
                .results()
                .forEach(help -> rows.put(
                        help.group(1),
                        "| `%s` | %s | %s |\n".formatted(help.group(1), types.get(help.group(1)), help.group(2))));
        String fresh = "| metric | type | what |\n|---|---|---|\n" + String.join("", rows.values());
        String text = Files.readString(PAGE);
        String mark = "<!-- generated: metrics -->\n";
        int from = text.indexOf(mark) + mark.length();
        String expected = text.substring(0, from) + fresh + text.substring(text.indexOf("<!-- end -->"));
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("run again with -Ddocs.update=true")
                .isEqualTo(expected);
    }

    @Test
    void everyTestThatItNamesExists() throws IOException {
        List<MatchResult> named =
                SHOWN_BY.matcher(Files.readString(PAGE)).results().toList();
        assertThat(named).isNotEmpty();
        List<Path> tests = tests();
        for (MatchResult test : named) {
            StringBuilder text = new StringBuilder();
            for (Path file : tests) {
                if (file.endsWith(test.group(1) + ".java")) {
                    text.append(Files.readString(file));
                }
            }
            assertThat(text.toString()).as(test.group()).contains("void " + test.group(2) + "(");
        }
    }

    /** Those of all modules. */
    private static List<Path> tests() throws IOException {
        List<Path> tests = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path folder : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith("Test.java")).forEach(tests::add);
                }
            }
        }
        return tests;
    }

    private String metrics() throws IOException, InterruptedException {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        Path settings = Files.writeString(Home.settings(home.folder()), "control: {port: 0}");
        Path events = Files.writeString(folder.resolve("events.ndjson"), EVENT);
        try (Workspace workspace = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), WallClock.utc())) {
            FileQueue files = new FileQueue(workspace, FileQueue.LIMITS);
            try (Live live = Live.start(workspace, workspace.clock(), List.of(files));
                    ControlServer server =
                            ControlServer.start(workspace, live, files, Optional.empty(), "", () -> {})) {
                var unused = ControlClient.require(Home.run(home.folder()), folder)
                        .ingest("patient-flow", events, Optional.empty());
                assertThat(live.await(state -> state.closedUpTo().isPresent(), Duration.ofSeconds(60)))
                        .isTrue();
                URI address = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
                return HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
            }
        }
    }
}
