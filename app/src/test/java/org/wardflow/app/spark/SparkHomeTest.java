package org.wardflow.app.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.WallClock;

class SparkHomeTest {
    private static final List<String> LAY_OUT = List.of(
            "sh", "-c", "mkdir -p engine-spark/target/spark-home && : > engine-spark/target/spark-home/RELEASE");
    private static final List<String> FAIL = List.of("sh", "-c", "echo why; exit 1");
    private static final Instant EARLIER = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    private Path root;

    private final StringWriter said = new StringWriter();
    private Path release;

    @BeforeEach
    void nameItsFiles() {
        release = root.resolve("engine-spark/target/spark-home/RELEASE");
    }

    private SparkHome find(List<String> build) {
        Terminal terminal = new Terminal(
                new PrintWriter(said),
                new PrintWriter(said),
                InputStream.nullInputStream(),
                false,
                false,
                Map.of(),
                WallClock.utc());
        return SparkHome.find(root, build, terminal);
    }

    private static void make(Path file, Instant at) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(at));
    }

    @Test
    void aFolderThatIsMissingIsLaidOutOnce() {
        SparkHome first = find(LAY_OUT);
        assertThat(release).exists();
        assertThat(said.toString()).contains("Laying out Spark");
        assertThat(first).isNotNull();
        assertThat(find(FAIL)).isNotNull();
    }

    @Test
    void oneThatIsOlderThanTheProgramIsLaidOutAnew() throws IOException {
        make(release, EARLIER);
        make(root.resolve("app/target/wardflow.built"), EARLIER.plusSeconds(1));
        assertThat(find(LAY_OUT)).isNotNull();
        assertThat(Files.getLastModifiedTime(release).toInstant()).isAfter(EARLIER);
    }

    @Test
    void whatFailsIsNamedWithItsLog() throws IOException {
        assertThatThrownBy(() -> find(FAIL))
                .hasMessageContaining("ENGINE_FAILED")
                .hasMessageContaining("spark-home.log");
        assertThat(root.resolve("engine-spark/target/spark-home.log")).hasContent("why");
    }

    @Test
    void aProcessGetsTheFoldersClassPathItsMemoryAndItsArguments() {
        ProcessBuilder process = find(LAY_OUT).javaHere("512m", "some.Main", List.of("run", "--home", "h"));
        Path home = root.resolve("engine-spark/target/spark-home");
        assertThat(process.command())
                .contains("-Xmx512m", "@" + home.resolve("jvm.options"), home.resolve("jars") + "/*")
                .endsWith("some.Main", "run", "--home", "h");
        assertThat(process.environment())
                .containsEntry("SPARK_HOME", home.toString())
                .containsEntry("SPARK_LOCAL_IP", "127.0.0.1");
    }

    /** A cluster on another machine could not answer. */
    @Test
    void aProcessThatOthersHaveToReachIsNotBoundToTheLoopbackAddress() {
        ProcessBuilder process = find(LAY_OUT).java("512m", "some.Main", List.of());
        assertThat(process.environment().get("SPARK_LOCAL_IP")).isEqualTo(System.getenv("SPARK_LOCAL_IP"));
    }
}
