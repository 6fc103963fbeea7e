package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.notice.HookServer;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;

/**
 * The disk fills up under a running system while the owner's webhook is down as well. A limit on the size of files (RLIMIT_FSIZE)
 * stands for the full disk: like it, it refuses the writes of the engine, of the lake and of the log, and can be lifted again.
 */
@Tag("slow")
class FullDiskTest {
    static final String EVENT = """
            {"patient_id": "p-%s", "gender": "Female", "age": 40, "department": "ICU", "bed_id": %s, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}
            """;

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostReadersReadOnAndTheOwnerIsToldOfTheFailureAndOfItsEnd() throws Exception {
        assumeTrue(UpProcess.canLimitFiles(), "the size of a process's files cannot be limited here");
        int port = freePort();
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(
                Home.settings(home),
                "notice: {webhook: {url: 'http://127.0.0.1:%s/'}, quiet: 1s}\ncontrol.port: 0\n".formatted(port));
        try (UpProcess up = UpProcess.start(home, "--no-kafka")) {
            send(home, "first", 0, 20);
            UpProcess.await("the first file is in gold", () -> visits(home) == 20);
            up.limitFiles("20000");
            send(home, "second", 20, 5_000);
            Path outbox = home.resolve("notices/state.json");
            UpProcess.await("the failure is noticed", () -> Files.exists(outbox));
            assertThat(outbox).content().contains("\"source:files\"", "\"waiting\":[{");
            assertThat(visits(home)).isEqualTo(20);
            up.limitFiles("unlimited");
            UpProcess.await("the second file is in gold", () -> visits(home) == 5_020);
            try (HookServer server = new HookServer(port)) {
                server.await(2);
                assertThat(server.types()).containsExactly("wardflow.failed", "wardflow.recovered");
            }
        }
        assertThat(bronze(home)).isEqualTo(5_020);
    }

    private static int freePort() throws IOException {
        try (HookServer server = new HookServer()) {
            return server.port();
        }
    }

    private static void send(Path home, String name, int from, int count) throws IOException {
        Path file = home.resolve("tmp-" + name);
        Files.writeString(
                file,
                IntStream.range(from, from + count)
                        .mapToObj(number -> EVENT.formatted(number, number))
                        .collect(Collectors.joining()));
        Files.move(file, home.resolve("inbox/patient-flow/" + name + ".ndjson"), StandardCopyOption.ATOMIC_MOVE);
    }

    static long visits(Path home) {
        return count(home, "select count(*) from gold.fact_patient_flow");
    }

    static long bronze(Path home) {
        return count(home, "select count(*) from bronze.patient_flow");
    }

    private static long count(Path home, String sql) {
        List<Object> values = new ArrayList<>();
        try (Workspace workspace = Workspace.forReading(Home.open(home), Settings.defaults(), WallClock.utc())) {
            workspace.reader().query(sql, KnownAt.now(), row -> values.add(String.valueOf(row.get(0))));
        } catch (WardflowException e) {
            // Before the first cycle there is no such table.
            return 0;
        }
        return Long.parseLong(String.valueOf(values.get(0)));
    }
}
