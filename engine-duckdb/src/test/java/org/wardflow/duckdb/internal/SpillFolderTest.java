package org.wardflow.duckdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFolderTest {
    private static final int ENDS_WITHIN_SECONDS = 60;

    @TempDir
    private Path parent;

    @Test
    void eachEngineHasItsOwnAndTakesItWithIt() throws IOException {
        try (SpillFolder one = SpillFolder.in(parent);
                SpillFolder other = SpillFolder.in(parent)) {
            assertThat(one.path()).isDirectory().isNotEqualTo(other.path());
            assertThat(other.path()).isDirectory();
            Files.writeString(one.path().resolve("duckdb_temp_storage-0.tmp"), "rows");
            try (SpillFolder third = SpillFolder.in(parent)) {
                assertThat(third.path()).isDirectory();
            }
            assertThat(entries()).hasSize(4);
            assertThat(one.path()).isNotEmptyDirectory();
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftGoesAndWhatALivingOneHasStays() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holding.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Path held = Path.of(said.readLine());
            try (SpillFolder mine = SpillFolder.in(parent)) {
                assertThat(held).as("of a process that lives").isDirectory();
                process.destroyForcibly().waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
                try (SpillFolder next = SpillFolder.in(parent)) {
                    assertThat(held).as("of a process that was killed").doesNotExist();
                    assertThat(mine.path()).isDirectory();
                    assertThat(next.path()).isDirectory();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void whereNothingCanBeWrittenThereIsNone() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        try (SpillFolder none = SpillFolder.in(file)) {
            assertThat(Files.exists(none.path())).isFalse();
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.toList();
        }
    }

    /** Another process that has one, until it is killed. */
    static final class Holding {
        private Holding() {}

        public static void main(String[] arguments) throws IOException {
            try (SpillFolder held = SpillFolder.in(Path.of(arguments[0]))) {
                Files.writeString(held.path().resolve("duckdb_temp_storage-0.tmp"), "rows");
                System.out.println(held.path());
                System.out.flush();
                var unused = System.in.read();
            }
        }
    }
}
