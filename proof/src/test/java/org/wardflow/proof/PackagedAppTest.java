package org.wardflow.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./wardflow} runs: the jars that Maven's phase package puts together. */
class PackagedAppTest {
    private static final long MINUTES_MAX = 2;
    private static final Path TARGET = Repository.file("app/target");
    private static final Path LIBRARIES = TARGET.resolve("lib");

    @TempDir
    private Path folder;

    /** To unpack DuckDB's library took each process longer than many a command takes. */
    @Test
    void aCommandWithDuckDbUnpacksNothing() throws Exception {
        assumeTrue(Files.isDirectory(LIBRARIES), "the phase package did not run");
        Path home = folder.resolve("home");
        Path events = Files.writeString(folder.resolve("events.ndjson"), """
                {"patient_id": "p1", "department": "ICU", "admission_time": "2026-03-10T08:00:00Z", "bed_id": "1", "hospital_id": "1"}
                """);
        CommandLineUser user = new CommandLineUser(home);
        user.succeed("ingest", "patient-flow", events.toString());
        user.succeed("run");
        // Where there is no folder for temporary files nothing can be unpacked.
        Process query = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder.resolve("none"),
                        "-cp",
                        app() + File.pathSeparator + LIBRARIES.resolve("*"),
                        "org.wardflow.app.Main",
                        "--home",
                        home.toString(),
                        "query",
                        "select count(*) as visits from gold.fact_patient_flow")
                .redirectErrorStream(true)
                .start();
        String said = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(query.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
        assertThat(query.exitValue()).as(said).isZero();
        assertThat(said).contains("visits");
    }

    private static Path app() throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            List<Path> jars = files.filter(
                            file -> file.getFileName().toString().matches("wardflow-app-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .toList();
            assertThat(jars).hasSize(1);
            return jars.get(0);
        }
    }
}
